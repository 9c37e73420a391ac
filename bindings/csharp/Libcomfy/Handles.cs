using System;
using System.Runtime.InteropServices;

namespace Libcomfy
{
    /// <summary>A pointer of the library that is given back once, at the latest by the garbage collector.</summary>
    public abstract class ComfyHandle : SafeHandle
    {
        private protected ComfyHandle(IntPtr pointer) : base(IntPtr.Zero, true) { SetHandle(pointer); }

        public override bool IsInvalid => handle == IntPtr.Zero;
    }

    /// <summary>Behind a <see cref="Client"/>. Prompts that run are cancelled when it goes.</summary>
    public sealed class ClientHandle : ComfyHandle
    {
        internal ClientHandle(IntPtr pointer) : base(pointer) { }

        protected override bool ReleaseHandle()
        {
            Native.comfy_client_cancel_and_destroy(handle);
            return true;
        }
    }

    /// <summary>Behind a <see cref="Prompt"/>. The work goes on when it goes.</summary>
    public sealed class TaskHandle : ComfyHandle
    {
        internal TaskHandle(IntPtr pointer) : base(pointer) { }

        protected override bool ReleaseHandle()
        {
            Native.comfy_task_release(handle);
            return true;
        }
    }

    /// <summary>Behind a <see cref="Value"/>.</summary>
    public sealed class ValueHandle : ComfyHandle
    {
        internal ValueHandle(IntPtr pointer) : base(pointer) { }

        protected override bool ReleaseHandle()
        {
            Native.comfy_value_release(handle);
            return true;
        }
    }

    /// <summary>Keeps a handle's pointer alive while a call uses it.</summary>
    internal struct Borrowed : IDisposable
    {
        private readonly SafeHandle handle;
        private bool isAdded;

        internal Borrowed(SafeHandle handle)
        {
            this.handle = handle;
            isAdded = false;
            handle.DangerousAddRef(ref isAdded);
        }

        internal IntPtr Pointer => handle.DangerousGetHandle();

        public void Dispose()
        {
            if (isAdded) handle.DangerousRelease();
            isAdded = false;
        }
    }
}
