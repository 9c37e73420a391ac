// Draws a picture with progress on standard error, and writes it as txt2img.ppm.
//
//     mono txt2img.exe MODELS-DIRECTORY [PROMPT]
using System;
using System.IO;
using System.Text;
using Libcomfy;

static class Txt2Img
{
    const string Workflow = @"{
        ""4"": {""class_type"": ""CheckpointLoaderSimple"", ""inputs"": {""ckpt_name"": ""demo.safetensors""}},
        ""5"": {""class_type"": ""EmptyLatentImage"", ""inputs"": {""width"": 128, ""height"": 128, ""batch_size"": 1}},
        ""6"": {""class_type"": ""CLIPTextEncode"", ""inputs"": {""text"": PROMPT, ""clip"": [""4"", 1]}},
        ""7"": {""class_type"": ""CLIPTextEncode"", ""inputs"": {""text"": """", ""clip"": [""4"", 1]}},
        ""3"": {""class_type"": ""KSampler"", ""inputs"": {""model"": [""4"", 0], ""positive"": [""6"", 0],
            ""negative"": [""7"", 0], ""latent_image"": [""5"", 0], ""seed"": 8, ""steps"": 12, ""cfg"": 3.0,
            ""sampler_name"": ""euler"", ""scheduler"": ""normal"", ""denoise"": 1.0}},
        ""8"": {""class_type"": ""VAEDecode"", ""inputs"": {""samples"": [""3"", 0], ""vae"": [""4"", 2]}},
        ""9"": {""class_type"": ""SaveImage"", ""inputs"": {""images"": [""8"", 0], ""filename_prefix"": ""txt2img""}}}";

    static int Main(string[] arguments)
    {
        if (arguments.Length < 1)
        {
            Console.Error.WriteLine("usage: txt2img MODELS-DIRECTORY [PROMPT]");
            return 2;
        }
        string prompt = arguments.Length > 1 ? arguments[1] : "a small red circle";
        string text = "\"" + prompt.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
        try
        {
            using (var client = new Client(new ClientOptions { ModelsDirectory = arguments[0] }))
            using (Prompt task = client.Queue(Workflow.Replace("PROMPT", text)))
            {
                while (!task.Wait(100)) Console.Error.Write("\r{0,3:0} %", 100 * task.Progress.Overall);
                Console.Error.WriteLine();
                Console.WriteLine(task.Result);
                Image image = task.Images[0];
                using (var file = File.Create("txt2img.ppm"))
                {
                    byte[] header = Encoding.ASCII.GetBytes("P6\n" + image.Width + " " + image.Height + "\n255\n");
                    file.Write(header, 0, header.Length);
                    file.Write(image.ToArray(), 0, image.Pixels.Length);
                }
            }
        }
        catch (ComfyException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
        return 0;
    }
}
