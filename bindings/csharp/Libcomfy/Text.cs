using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace Libcomfy
{
    /// <summary>UTF-8 with a NUL behind it, as C has texts.</summary>
    internal static unsafe class Text
    {
        /// <summary>Null where the text is null, which a C function takes as a NULL pointer.</summary>
        internal static byte[] Bytes(string text)
        {
            if (text == null) return null;
            var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
            Encoding.UTF8.GetBytes(text, 0, text.Length, bytes, 0);
            return bytes;
        }

        internal static string Read(byte* text)
        {
            if (text == null) return null;
            int length = 0;
            while (text[length] != 0) length++;
            return Encoding.UTF8.GetString(text, length);
        }

        /// <summary>Reads a text that the caller has to give back, and gives it back.</summary>
        internal static string Take(byte* text)
        {
            try { return Read(text); }
            finally { Native.comfy_free((IntPtr)text); }
        }
    }

    /// <summary>Texts in memory of their own for as long as a call lasts.</summary>
    internal sealed unsafe class TextArena : IDisposable
    {
        private readonly List<IntPtr> blocks = new List<IntPtr>();

        internal byte* Add(string text)
        {
            byte[] bytes = Text.Bytes(text);
            if (bytes == null) return null;
            IntPtr block = Marshal.AllocHGlobal(bytes.Length);
            blocks.Add(block);
            Marshal.Copy(bytes, 0, block, bytes.Length);
            return (byte*)block;
        }

        /// <summary>An array of texts; null where there are none.</summary>
        internal byte** Add(IReadOnlyList<string> texts)
        {
            if (texts == null || texts.Count == 0) return null;
            IntPtr block = Marshal.AllocHGlobal(texts.Count * sizeof(IntPtr));
            blocks.Add(block);
            var pointers = (byte**)block;
            for (int i = 0; i < texts.Count; i++) pointers[i] = Add(texts[i]);
            return pointers;
        }

        public void Dispose()
        {
            foreach (IntPtr block in blocks) Marshal.FreeHGlobal(block);
            blocks.Clear();
        }
    }
}
