using System;
using System.Collections.Generic;

namespace Libcomfy
{
    /// <summary>What flows between nodes. Never changes.</summary>
    public sealed unsafe class Value : IDisposable
    {
        internal readonly ValueHandle Handle;

        internal Value(IntPtr pointer) { Handle = new ValueHandle(pointer); }

        private delegate int Maker(IntPtr* value, IntPtr* error);

        private static Value Make(Maker make)
        {
            IntPtr value, error;
            ComfyException.Check(make(&value, &error), error);
            return new Value(value);
        }

        /// <summary>Null, truth values, numbers, texts, lists and dictionaries.</summary>
        public static Value FromJson(string json)
        {
            fixed (byte* text = Text.Bytes(json))
            {
                byte* start = text;
                return Make((value, error) => Native.comfy_value_create_from_json(value, start, error));
            }
        }

        public static Value Of(bool content) =>
            Make((value, error) => Native.comfy_value_create_bool(value, (byte)(content ? 1 : 0), error));

        public static Value Of(long content) => Make((value, error) => Native.comfy_value_create_int(value, content, error));

        public static Value Of(double content) =>
            Make((value, error) => Native.comfy_value_create_float(value, content, error));

        public static Value Of(string content)
        {
            byte[] bytes = Text.Bytes(content ?? throw new ArgumentNullException(nameof(content)));
            fixed (byte* text = bytes)
            {
                byte* start = text;
                return Make((value, error) =>
                    Native.comfy_value_create_string(value, start, (UIntPtr)(bytes.Length - 1), error));
            }
        }

        /// <summary>A tensor of float32 with a copy of the elements, row after row.</summary>
        public static Value Of(float[] elements, params long[] shape)
        {
            if (elements == null) throw new ArgumentNullException(nameof(elements));
            fixed (float* first = elements)
            fixed (long* sides = shape)
            {
                float* start = first;
                long* side = sides;
                return Make((value, error) => Native.comfy_value_create_tensor_from_floats(
                    value, start, (UIntPtr)elements.Length, side, (UIntPtr)shape.Length, error));
            }
        }

        /// <summary>An IMAGE of one picture.</summary>
        public static Value Of(Image image) =>
            image.With(source => Make((value, error) =>
                Native.comfy_value_create_image(value, (comfy_image*)source, (UIntPtr)1, error)));

        /// <summary>A list, which keeps the items; they remain the caller's.</summary>
        public static Value List(IReadOnlyList<Value> items)
        {
            var pointers = new IntPtr[items.Count];
            for (int i = 0; i < pointers.Length; i++) pointers[i] = items[i].Handle.DangerousGetHandle();
            fixed (IntPtr* first = pointers)
            {
                IntPtr* start = first;
                Value list = Make((value, error) =>
                    Native.comfy_value_create_list(value, start, (UIntPtr)pointers.Length, error));
                GC.KeepAlive(items);
                return list;
            }
        }

        public ValueKind Kind
        {
            get
            {
                using (var value = new Borrowed(Handle))
                {
                    int kind;
                    IntPtr error;
                    ComfyException.Check(Native.comfy_value_get_kind(&kind, value.Pointer, &error), error);
                    return (ValueKind)kind;
                }
            }
        }

        public bool AsBool()
        {
            using (var value = new Borrowed(Handle))
            {
                byte content;
                IntPtr error;
                ComfyException.Check(Native.comfy_value_get_bool(&content, value.Pointer, &error), error);
                return content != 0;
            }
        }

        public long AsInt()
        {
            using (var value = new Borrowed(Handle))
            {
                long content;
                IntPtr error;
                ComfyException.Check(Native.comfy_value_get_int(&content, value.Pointer, &error), error);
                return content;
            }
        }

        public double AsFloat()
        {
            using (var value = new Borrowed(Handle))
            {
                double content;
                IntPtr error;
                ComfyException.Check(Native.comfy_value_get_float(&content, value.Pointer, &error), error);
                return content;
            }
        }

        public string AsString()
        {
            using (var value = new Borrowed(Handle))
            {
                byte* text;
                UIntPtr length;
                IntPtr error;
                ComfyException.Check(Native.comfy_value_get_string(&text, &length, value.Pointer, &error), error);
                return System.Text.Encoding.UTF8.GetString(text, checked((int)length));
            }
        }

        /// <summary>The sides of a tensor, the outermost first.</summary>
        public long[] Shape
        {
            get
            {
                using (var value = new Borrowed(Handle))
                {
                    UIntPtr rank;
                    IntPtr error;
                    ComfyException.Check(
                        Native.comfy_value_get_shape(&rank, null, UIntPtr.Zero, value.Pointer, &error), error);
                    var shape = new long[(int)rank];
                    fixed (long* sides = shape)
                        ComfyException.Check(
                            Native.comfy_value_get_shape(&rank, sides, rank, value.Pointer, &error), error);
                    return shape;
                }
            }
        }

        /// <summary>A tensor's elements, row after row, whatever their type.</summary>
        public float[] ToFloats()
        {
            long count = 1;
            foreach (long side in Shape) count = checked(count * side);
            var elements = new float[count];
            using (var value = new Borrowed(Handle))
            {
                IntPtr error;
                fixed (float* first = elements)
                    ComfyException.Check(
                        Native.comfy_value_get_floats(first, (UIntPtr)count, value.Pointer, &error), error);
            }
            return elements;
        }

        /// <summary>A picture of an IMAGE or a MASK.</summary>
        public Image ToImage(int index = 0)
        {
            using (var value = new Borrowed(Handle))
            {
                var image = new comfy_image { size = (UIntPtr)sizeof(comfy_image) };
                IntPtr error;
                ComfyException.Check(
                    Native.comfy_value_get_image(&image, value.Pointer, (UIntPtr)index, &error), error);
                return new Image(&image, Handle);
            }
        }

        /// <summary>How many items a list, or members a dictionary has.</summary>
        public int Count
        {
            get
            {
                using (var value = new Borrowed(Handle))
                {
                    UIntPtr count;
                    IntPtr error;
                    ComfyException.Check(Native.comfy_value_get_count(&count, value.Pointer, &error), error);
                    return checked((int)count);
                }
            }
        }

        /// <summary>An item of a list, or what a dictionary has at that place.</summary>
        public Value this[int index]
        {
            get
            {
                using (var value = new Borrowed(Handle))
                {
                    IntPtr item, error;
                    ComfyException.Check(
                        Native.comfy_value_get_item(&item, value.Pointer, (UIntPtr)index, &error), error);
                    return new Value(item);
                }
            }
        }

        /// <summary>What a dictionary has for a key.</summary>
        public Value this[string key]
        {
            get
            {
                using (var value = new Borrowed(Handle))
                fixed (byte* text = Text.Bytes(key))
                {
                    IntPtr member, error;
                    ComfyException.Check(Native.comfy_value_get_member(&member, value.Pointer, text, &error), error);
                    return new Value(member);
                }
            }
        }

        /// <summary>The whole tree as JSON; throws if something in it is none.</summary>
        public string ToJson()
        {
            using (var value = new Borrowed(Handle))
            {
                byte* json;
                IntPtr error;
                ComfyException.Check(Native.comfy_value_get_json(&json, value.Pointer, &error), error);
                return Text.Take(json);
            }
        }

        public void Dispose() { Handle.Dispose(); }
    }
}
