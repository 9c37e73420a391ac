// A Unity component that paints its object's texture while the game goes on: nothing here waits.
// Put libcomfy.so and comfy-worker into Assets/Plugins/x86_64, bindings/csharp/Libcomfy beside them with "Allow unsafe code",
// the models into StreamingAssets/models, and a workflow of ComfyUI's into the Workflow field.
using System;
using Libcomfy;
using UnityEngine;

public sealed class ComfyTexture : MonoBehaviour
{
    [SerializeField] TextAsset workflow;
    /// <summary>0...1, for a bar.</summary>
    public float Progress { get; private set; }

    // One engine for the whole game: models stay loaded in it.
    static Client client;
    Prompt prompt;
    Texture2D texture;

    void Start()
    {
        if (client == null)
        {
            client = new Client(new ClientOptions
            {
                BaseDirectory = Application.persistentDataPath,
                ModelsDirectory = Application.streamingAssetsPath + "/models",
                // A worker of its own keeps a crash, and the memory, out of the game's process.
                Executor = Executor.Isolated,
            });
            Application.quitting += () => { client?.Dispose(); client = null; };
        }
        prompt = client.Queue(workflow.text);
    }

    void Update()
    {
        if (prompt == null) return;
        for (ComfyEvent e = prompt.PollEvent(); e != null; e = prompt.PollEvent())
            if (e.Image != null) Show(e.Image);
        Progress progress = prompt.Progress;
        Progress = (float)progress.Overall;
        if (progress.State == TaskState.Queued || progress.State == TaskState.Running) return;
        try { _ = prompt.Result; Show(prompt.Images[0]); }
        catch (ComfyException error) { Debug.LogError(error.Message); }
        prompt.Dispose();
        prompt = null;
    }

    void Show(Image image)
    {
        // Unity's rows go from the bottom up.
        int row = image.Width * image.Channels;
        var pixels = new byte[row * image.Height];
        for (int y = 0; y < image.Height; y++)
            image.Pixels.Slice(y * row, row).CopyTo(new Span<byte>(pixels, (image.Height - 1 - y) * row, row));
        var format = image.Format == PixelFormat.Rgba8 ? TextureFormat.RGBA32 : TextureFormat.RGB24;
        if (texture == null || texture.width != image.Width || texture.height != image.Height)
        {
            texture = new Texture2D(image.Width, image.Height, format, false);
            GetComponent<Renderer>().material.mainTexture = texture;
        }
        texture.LoadRawTextureData(pixels);
        texture.Apply();
    }

    void OnDestroy()
    {
        prompt?.Cancel();
        prompt?.Dispose();
    }
}
