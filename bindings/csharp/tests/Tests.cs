// The tests of the C# binding: tests.exe MODELS-DIRECTORY WORK-DIRECTORY
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Libcomfy;

static class Tests
{
    static int passed, failed;
    static string models, work;

    static void Check(bool holds, string what)
    {
        if (holds) passed++;
        else
        {
            failed++;
            Console.Error.WriteLine("failed: " + what);
        }
    }

    static ComfyException Throws(Status status, Action body)
    {
        try { body(); }
        catch (ComfyException error)
        {
            Check(error.Status == status, error.Status + " instead of " + status);
            return error;
        }
        Check(false, "nothing was thrown instead of " + status);
        return new ComfyException(Status.Ok, "");
    }

    static Client Make(bool events = false, Executor executor = Executor.InProcess) =>
        new Client(new ClientOptions
        {
            BaseDirectory = work, ModelsDirectory = models, Threads = 2, KeepsEvents = events, Executor = executor,
        });

    static string Txt2Img(int steps) => @"{
        ""4"": {""class_type"": ""CheckpointLoaderSimple"", ""inputs"": {""ckpt_name"": ""demo.safetensors""}},
        ""5"": {""class_type"": ""EmptyLatentImage"", ""inputs"": {""width"": 64, ""height"": 64, ""batch_size"": 1}},
        ""6"": {""class_type"": ""CLIPTextEncode"", ""inputs"": {""text"": ""a réd circle ○"", ""clip"": [""4"", 1]}},
        ""3"": {""class_type"": ""KSampler"", ""inputs"": {""model"": [""4"", 0], ""positive"": [""6"", 0],
            ""negative"": [""6"", 0], ""latent_image"": [""5"", 0], ""seed"": 8, ""steps"": " + steps + @", ""cfg"": 3.0,
            ""sampler_name"": ""euler"", ""scheduler"": ""normal"", ""denoise"": 1.0}},
        ""8"": {""class_type"": ""VAEDecode"", ""inputs"": {""samples"": [""3"", 0], ""vae"": [""4"", 2]}},
        ""9"": {""class_type"": ""SaveImage"", ""inputs"": {""images"": [""8"", 0], ""filename_prefix"": ""csharp""}}}";

    const string Colour = @"{""1"": {""class_type"": ""EmptyImage"", ""inputs"":
        {""width"": 8, ""height"": 4, ""batch_size"": 1, ""color"": 255}},
        ""2"": {""class_type"": ""Invert"", ""inputs"": {""image"": [""1"", 0]}},
        ""3"": {""class_type"": ""PreviewImage"", ""inputs"": {""images"": [""2"", 0]}}}";

    static string Schema(bool polled) =>
        @"{""name"": ""Invert"", ""output"": [""IMAGE""], ""polled"": " + (polled ? "true" : "false")
        + @", ""input"": {""required"": {""image"": [""IMAGE"", {}]}}}";

    static void Invert(NodeCall call)
    {
        using (call.Inputs)
        using (Value image = call.Inputs["image"])
        {
            Check(call.ClassName == "Invert" && call.NodeId == "2", "whom the call is for");
            Check(image.Kind == ValueKind.Tensor && image.Shape.SequenceEqual(new long[] {1, 4, 8, 3}), "the shape");
            float[] elements = image.ToFloats();
            for (int i = 0; i < elements.Length; i++) elements[i] = 1 - elements[i];
            call.SendProgress(1, 2, image.ToImage());
            using (Value answer = Value.Of(elements, image.Shape)) call.Complete(answer);
        }
    }

    static void IsInverted(Prompt prompt)
    {
        Image image = prompt.Images.Single();
        Check(image.Width == 8 && image.Height == 4 && image.Pixels[0] == 255 && image.Pixels[2] == 0, "the inverted picture");
    }

    static async Task TestPictures()
    {
        using (Client client = Make(executor: Executor.Isolated))
        using (Prompt prompt = client.Queue(Txt2Img(3)))
        {
            string result = await prompt.WaitAsync();
            Check(result.Contains("\"abs_path\""), "the result");
            Check(prompt.State == TaskState.Success && prompt.Progress.Overall == 1, "the state");
            Check(prompt.Progress.SecondsElapsed > 0 && prompt.Progress.SecondsLeft == 0, "the time");
            Image image = prompt.Images.Single();
            Check(image.Width == 64 && image.Channels == 3 && image.Pixels.Length == 64 * 64 * 3, "the picture");
            Check(image.NodeId == "9" && image.Folder == "output" && image.FileName.StartsWith("csharp"), "its file");
            var names = new List<string>();
            int previews = 0;
            for (ComfyEvent e = prompt.PollEvent(); e != null; e = prompt.PollEvent())
            {
                names.Add(e.Name);
                Check(e.PromptId == prompt.Id, "the prompt of an event");
                if (e.Kind == EventKind.Preview && e.Image.Width == 8) previews++;
                Check(e.Progress.HasValue == (e.Kind == EventKind.Progress), "the progress of an event");
                if (e.Progress.HasValue)
                    Check(e.Progress.Value.Max == 3 && e.Progress.Value.NodeId == "3" && e.Progress.Value.SecondsPerStep > 0,
                          "the steps of an event");
            }
            Check(names.First() == "execution_start" && names.Contains("execution_success"), "the events");
            Check(previews == 3, "the previews");
        }
    }

    static async Task TestCancelling()
    {
        using (Client client = Make())
        using (Prompt prompt = client.Queue(Txt2Img(10000)))
        using (var source = new CancellationTokenSource(100))
        {
            try
            {
                await prompt.WaitAsync(source.Token);
                Check(false, "a cancelled prompt has a result");
            }
            catch (OperationCanceledException) { Check(prompt.State == TaskState.Cancelled, "the state after cancelling"); }
        }
    }

    static async Task TestNodes()
    {
        using (Client client = Make())
        {
            client.RegisterNode(Schema(false), Invert);
            Throws(Status.AlreadyExists, () => client.RegisterNode(Schema(false), Invert));
            Throws(Status.InvalidJson, () => client.RegisterNode("[]", Invert));
            using (Prompt prompt = client.Queue(Colour))
            {
                await prompt.WaitAsync();
                IsInverted(prompt);
            }
            client.UnregisterNode("Invert");
            // later, from another thread
            client.RegisterNode(Schema(false), call => { Task.Run(() => Invert(call)); });
            using (Prompt prompt = client.Queue(Colour))
            {
                await prompt.WaitAsync();
                IsInverted(prompt);
            }
            client.UnregisterNode("Invert");
            client.RegisterNode(Schema(false), call => { throw new InvalidOperationException("it does not work"); });
            using (Prompt prompt = client.Queue(Colour))
            {
                prompt.Wait();
                ComfyException error = Throws(Status.ExecutionFailed, () => { string _ = prompt.Result; });
                Check(error.Details.Contains("InvalidOperationException") && error.Message.Contains("it does not work"),
                      "what a node threw");
            }
        }
    }

    static void TestPolledNodes()
    {
        using (Client client = Make(events: true))
        {
            client.RegisterPolledNode(Schema(true));
            int thread = Thread.CurrentThread.ManagedThreadId, calls = 0, events = 0;
            using (Prompt prompt = client.Queue(Colour))
            {
                while (!prompt.Wait(1))
                {
                    while (client.PollEvent() != null) events++;
                    NodeCall call = client.PollNodeCall(1);
                    if (call == null) continue;
                    calls++;
                    Invert(call);
                }
                while (client.PollEvent() != null) events++;
                Check(calls == 1 && events > 0 && thread == Thread.CurrentThread.ManagedThreadId, "one call, and events");
                IsInverted(prompt);
            }
        }
    }

    static void TestValues()
    {
        using (Value value = Value.FromJson("{\"a\": [1, 2.5, \"x\\u0000ü\", true, null]}"))
        using (Value list = value["a"])
        {
            Check(value.Kind == ValueKind.Dictionary && value.Count == 1 && list.Count == 5, "containers");
            using (Value item = list[0]) Check(item.AsInt() == 1, "an integer");
            using (Value item = list[1]) Check(item.AsFloat() == 2.5, "a float");
            using (Value item = list[2]) Check(item.AsString() == "x\0ü", "a text");
            using (Value item = list[3]) Check(item.AsBool(), "a truth value");
            Throws(Status.NotFound, () => { Value _ = list[9]; });
            Throws(Status.InvalidArgument, () => list.AsInt());
        }
        Throws(Status.InvalidArgument, () => Value.Of(new float[5], 2, 3));
        using (Value one = Value.Of(long.MinValue), text = Value.Of("ä"), list = Value.List(new[] {one, text}))
            Check(list.ToJson() == "[-9223372036854775808, \"ä\"]" || list.ToJson() == "[-9223372036854775808,\"ä\"]", "JSON");
        using (Value image = Value.Of(new Image(2, 1, PixelFormat.Rgb8, new byte[] {0, 51, 255, 1, 2, 3})))
            Check(image.ToFloats()[1] == 0.2f && image.ToImage().Pixels[2] == 255, "a picture");
    }

    static void TestErrors()
    {
        ComfyException error = Throws(Status.InvalidConfiguration, () => new Client(new ClientOptions
        {
            Configuration = "{\"no_such_key\": 1}",
        }));
        Check(error.Message.Contains("no_such_key"), "the message");
        Client client = Make();
        Throws(Status.InvalidJson, () => client.Queue("[]"));
        Throws(Status.NotFound, () => client.NodeSchemas("NoSuchNode"));
        Check(client.NodeSchemas("KSampler").Contains("\"steps\""), "a schema");
        client.AddImage("mine.png", new Image(1, 1, PixelFormat.Gray8, new byte[] {7}));
        using (Prompt prompt = client.Queue("{\"1\": {\"class_type\": \"NoSuchNode\", \"inputs\": {}}}"))
        {
            prompt.Wait();
            Throws(Status.ValidationFailed, () => { string _ = prompt.Result; });
        }
        client.Dispose();
        client.Dispose();
        try
        {
            client.Queue("{}");
            Check(false, "a client that is gone takes a prompt");
        }
        catch (ObjectDisposedException) { Check(true, ""); }
        Check(Client.LibraryVersion == Native.Version, "the version");
    }

    static void TestChanges()
    {
        using (Client client = Make())
        {
            Check(client.FindInputs(Txt2Img(3)).Contains("\"positive\":[{\"node_id\":\"6\",\"input\":\"text\""), "the prompt");
            Check(client.SetPrompt(Txt2Img(3), "a \"dög\"").Contains("\"text\":\"a \\\"dög\\\"\""), "another prompt");
            Check(client.SetSeed(Txt2Img(3), ulong.MaxValue).Contains("\"seed\":18446744073709551615"), "another seed");
            Check(client.SetInput(Txt2Img(3), "KSampler", "cfg", "1.5").Contains("\"cfg\":1.5"), "another input");
            // The same text serves both.
            Throws(Status.NotFound, () => client.SetPrompt(Txt2Img(3), null, "blur"));
            Throws(Status.InvalidJson, () => client.SetInput(Txt2Img(3), "6", "text", "no JSON"));
        }
    }

    static int Main(string[] arguments)
    {
        models = arguments[0];
        work = arguments[1];
        TestValues();
        TestErrors();
        TestChanges();
        TestPictures().Wait();
        TestCancelling().Wait();
        TestNodes().Wait();
        TestPolledNodes();
        for (int i = 0; i < 20; i++) Make().Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Console.WriteLine("csharp: {0} passed, {1} failed", passed, failed);
        return failed == 0 ? 0 : 1;
    }
}
