// The names of Unity that examples/csharp/ComfyTexture.cs uses, to compile it.
using System;

namespace UnityEngine
{
    public sealed class SerializeField : Attribute { }
    public class Object { }
    public class Component : Object { public T GetComponent<T>() { throw new NotSupportedException(); } }
    public class MonoBehaviour : Component { }
    public class TextAsset : Object { public string text => throw new NotSupportedException(); }
    public class Material : Object { public Texture2D mainTexture { get; set; } }
    public class Renderer : Component { public Material material => throw new NotSupportedException(); }
    public enum TextureFormat { RGB24 = 3, RGBA32 = 4 }
    public class Texture2D : Object
    {
        public Texture2D(int width, int height, TextureFormat format, bool mipChain) { }
        public int width => throw new NotSupportedException();
        public int height => throw new NotSupportedException();
        public void LoadRawTextureData(byte[] data) { }
        public void Apply() { }
    }
    public static class Debug { public static void LogError(object message) { } }
    public static class Application
    {
        public static string persistentDataPath => throw new NotSupportedException();
        public static string streamingAssetsPath => throw new NotSupportedException();
        public static event Action quitting { add { } remove { } }
    }
}
