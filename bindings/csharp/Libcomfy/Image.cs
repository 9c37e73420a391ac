using System;
using System.Runtime.InteropServices;

namespace Libcomfy
{
    /// <summary>A picture of 8 bits a channel, rows from the top down without gaps between them.</summary>
    public sealed unsafe class Image
    {
        private readonly byte[] copy;
        private readonly IntPtr pointer;
        /// <summary>Whose memory the pixels are.</summary>
        private readonly object owner;

        public int Width { get; }
        public int Height { get; }
        public PixelFormat Format { get; }
        /// <summary>1, 3 or 4, as the format says.</summary>
        public int Channels => (int)Format;
        /// <summary>Its place among the images of its node.</summary>
        public int Index { get; }
        /// <summary>The node that it is of; null where there is none.</summary>
        public string NodeId { get; }
        /// <summary>The file's name; null where there is no file.</summary>
        public string FileName { get; }
        public string Subfolder { get; }
        /// <summary>"output", "temp" or "input".</summary>
        public string Folder { get; }

        /// <summary>A picture of the caller's, [height, width, channels] bytes, which are not copied.</summary>
        public Image(int width, int height, PixelFormat format, byte[] pixels)
        {
            if (pixels == null) throw new ArgumentNullException(nameof(pixels));
            if (width < 1 || height < 1 || pixels.LongLength != (long)width * height * (int)format)
                throw new ArgumentException("the pixels are not width * height * channels bytes", nameof(pixels));
            Width = width;
            Height = height;
            Format = format;
            copy = pixels;
        }

        /// <summary>The library's picture: read where it lies if somebody keeps it alive, else copied.</summary>
        internal Image(comfy_image* source, object owner)
        {
            Width = checked((int)source->width);
            Height = checked((int)source->height);
            Format = (PixelFormat)source->format;
            Index = source->index;
            NodeId = Text.Read(source->node_id);
            FileName = Text.Read(source->filename);
            Subfolder = Text.Read(source->subfolder);
            Folder = Text.Read(source->type);
            this.owner = owner;
            pointer = (IntPtr)source->pixels;
            if (owner != null) return;
            copy = new byte[checked(Width * Height * Channels)];
            Marshal.Copy(pointer, copy, 0, copy.Length);
            pointer = IntPtr.Zero;
        }

        /// <summary>[Height, Width, Channels]; good as long as this object is held.</summary>
        public ReadOnlySpan<byte> Pixels =>
            copy != null ? new ReadOnlySpan<byte>(copy) : new ReadOnlySpan<byte>((void*)pointer, Width * Height * Channels);

        /// <summary>The pixels in an array of their own.</summary>
        public byte[] ToArray()
        {
            byte[] pixels = Pixels.ToArray();
            GC.KeepAlive(owner);
            return pixels;
        }

        /// <summary>Calls a function with the picture as C has it.</summary>
        internal T With<T>(Func<IntPtr, T> function)
        {
            fixed (byte* managed = copy)
            {
                var image = new comfy_image
                {
                    size = (UIntPtr)sizeof(comfy_image), pixels = copy != null ? managed : (byte*)pointer, width = Width,
                    height = Height, channels = Channels, format = (int)Format,
                };
                T result = function((IntPtr)(&image));
                GC.KeepAlive(this);
                return result;
            }
        }
    }
}
