using System;

namespace Libcomfy
{
    /// <summary>One call of a node, to be answered once: by <see cref="Complete"/>, <see cref="Fail"/> or
    /// <see cref="Interrupt"/>, now or later, from any thread. It is over when its prompt is; an answer then throws.
    /// </summary>
    public sealed unsafe class NodeCall
    {
        private readonly IntPtr call;

        public string ClassName { get; }
        public string NodeId { get; }
        public string PromptId { get; }

        /// <summary>The inputs by name, a dictionary. The caller disposes of it.</summary>
        public Value Inputs { get; }

        internal NodeCall(IntPtr call)
        {
            this.call = call;
            var info = new comfy_node_call_info { size = (UIntPtr)sizeof(comfy_node_call_info) };
            IntPtr error, inputs;
            ComfyException.Check(Native.comfy_node_call_get_info(&info, call, &error), error);
            ClassName = Text.Read(info.class_name);
            NodeId = Text.Read(info.node_id);
            PromptId = Text.Read(info.prompt_id);
            ComfyException.Check(Native.comfy_node_call_get_inputs(&inputs, call, &error), error);
            Inputs = new Value(inputs);
        }

        /// <summary>Whether the prompt was cancelled, or has ended: then answer soon, in whatever way.</summary>
        public bool IsCancelled
        {
            get
            {
                byte isCancelled;
                IntPtr error;
                if (Native.comfy_node_call_is_cancelled(&isCancelled, call, &error) >= 0) return isCancelled != 0;
                Native.comfy_error_release(error);
                return true;
            }
        }

        /// <summary>Sends the node's progress, with a preview or without.</summary>
        public void SendProgress(double value, double max, Image preview = null)
        {
            Func<IntPtr, Status> send = image =>
            {
                IntPtr error;
                return ComfyException.Check(
                    Native.comfy_node_call_send_progress(call, value, max, (comfy_image*)image, &error), error);
            };
            if (preview == null) send(IntPtr.Zero);
            else preview.With(send);
        }

        /// <summary>Answers with a value for each output, in their order. The values remain the caller's.</summary>
        public void Complete(params Value[] outputs)
        {
            CompleteWithUi(null, outputs);
        }

        /// <summary>The same with a JSON object for the event `executed` and the result.</summary>
        public void CompleteWithUi(string ui, params Value[] outputs)
        {
            var pointers = new IntPtr[outputs.Length];
            for (int i = 0; i < pointers.Length; i++) pointers[i] = outputs[i].Handle.DangerousGetHandle();
            fixed (IntPtr* first = pointers)
            fixed (byte* text = Text.Bytes(ui))
            {
                var result = new comfy_node_result
                {
                    size = (UIntPtr)sizeof(comfy_node_result), outputs = first, output_count = (UIntPtr)pointers.Length,
                    ui = text,
                };
                IntPtr error;
                ComfyException.Check(Native.comfy_node_call_complete(call, &result, &error), error);
            }
            GC.KeepAlive(outputs);
        }

        /// <summary>Answers that the node failed.</summary>
        public void Fail(string type, string message)
        {
            using (var arena = new TextArena())
            {
                IntPtr error;
                ComfyException.Check(
                    Native.comfy_node_call_fail(call, arena.Add(type), arena.Add(message), null, &error), error);
            }
        }

        /// <summary>Answers that the prompt is to end as interrupted.</summary>
        public void Interrupt()
        {
            IntPtr error;
            ComfyException.Check(Native.comfy_node_call_interrupt(call, &error), error);
        }
    }
}
