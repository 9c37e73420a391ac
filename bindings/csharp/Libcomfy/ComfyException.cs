using System;

namespace Libcomfy
{
    /// <summary>A call of the library failed, or a prompt did not succeed.</summary>
    public sealed class ComfyException : Exception
    {
        public Status Status { get; }

        /// <summary>JSON with ComfyUI's validation errors or the data of its execution_error; null if there is no more to
        /// say.</summary>
        public string Details { get; }

        public ComfyException(Status status, string message, string details = null) : base(message)
        {
            Status = status;
            Details = details;
        }

        /// <summary>Throws where the status says that a call failed, and gives the error back.</summary>
        internal static unsafe Status Check(int status, IntPtr error)
        {
            if (status >= 0) return (Status)status;
            string message = Text.Read(Native.comfy_error_message(error));
            string details = Text.Read(Native.comfy_error_details(error));
            Native.comfy_error_release(error);
            if (string.IsNullOrEmpty(message)) message = Text.Read(Native.comfy_status_name(status));
            throw new ComfyException((Status)status, message, details);
        }
    }
}
