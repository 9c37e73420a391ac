using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Libcomfy
{
    /// <summary>How far a prompt has come.</summary>
    public readonly struct Progress
    {
        public TaskState State { get; }
        /// <summary>The node that runs; null if none does.</summary>
        public string NodeId { get; }
        /// <summary>Steps of that node, done and in all.</summary>
        public double Value { get; }
        public double Max { get; }
        /// <summary>0...1: the time that is over, as a share of what the prompt takes in all.</summary>
        public double Overall { get; }
        /// <summary>0 where the node has no steps, or has not done one yet.</summary>
        public double SecondsPerStep { get; }
        public double SecondsElapsed { get; }
        /// <summary>To the end of the prompt; negative before that can be said.</summary>
        public double SecondsLeft { get; }

        internal unsafe Progress(comfy_progress* source)
        {
            State = (TaskState)source->state;
            NodeId = Text.Read(source->node_id);
            Value = source->value;
            Max = source->max;
            Overall = source->overall;
            SecondsPerStep = source->seconds_per_step;
            SecondsElapsed = source->seconds_elapsed;
            SecondsLeft = source->seconds_left;
        }
    }

    /// <summary>A workflow that was queued. May be used from several threads, but events are for one of them.</summary>
    public sealed unsafe class Prompt : IDisposable
    {
        private readonly TaskHandle handle;

        internal Prompt(IntPtr pointer) { handle = new TaskHandle(pointer); }

        /// <summary>The id that events and the history call the prompt by.</summary>
        public string Id
        {
            get
            {
                using (var task = new Borrowed(handle))
                {
                    byte* id;
                    IntPtr error;
                    ComfyException.Check(Native.comfy_task_get_prompt_id(&id, task.Pointer, &error), error);
                    return Text.Take(id);
                }
            }
        }

        public Progress Progress
        {
            get
            {
                using (var task = new Borrowed(handle))
                {
                    var progress = new comfy_progress { size = (UIntPtr)sizeof(comfy_progress) };
                    IntPtr error;
                    ComfyException.Check(Native.comfy_task_get_progress(&progress, task.Pointer, &error), error);
                    return new Progress(&progress);
                }
            }
        }

        public TaskState State => Progress.State;

        /// <summary>Waits until the prompt has finished, however; false if the time is over before. A negative time is for
        /// ever.</summary>
        public bool Wait(int milliseconds = -1)
        {
            using (var task = new Borrowed(handle))
            {
                IntPtr error;
                return ComfyException.Check(Native.comfy_task_wait(task.Pointer, milliseconds, &error), error) == Status.Ok;
            }
        }

        /// <summary>The outputs as JSON, {node id: {"images": [...]}}, once the prompt has finished. Cancelling the token
        /// cancels the prompt, and then this throws OperationCanceledException; a prompt that fails makes it throw
        /// <see cref="ComfyException"/>.</summary>
        public Task<string> WaitAsync(CancellationToken cancellation = default) => Waiting.For(this, cancellation);

        /// <summary>Asks the prompt to end. It is no error if it has finished.</summary>
        public void Cancel()
        {
            using (var task = new Borrowed(handle))
            {
                IntPtr error;
                ComfyException.Check(Native.comfy_task_cancel(task.Pointer, &error), error);
            }
        }

        /// <summary>The outputs as JSON; throws if the prompt did not succeed or has not finished.</summary>
        public string Result
        {
            get
            {
                using (var task = new Borrowed(handle))
                {
                    byte* json;
                    IntPtr error;
                    ComfyException.Check(Native.comfy_task_get_result(&json, task.Pointer, &error), error);
                    return Text.Take(json);
                }
            }
        }

        /// <summary>The output images, in the order of the result's nodes; none until the prompt has finished. Their pixels
        /// are not copied.</summary>
        public IReadOnlyList<Image> Images
        {
            get
            {
                using (var task = new Borrowed(handle))
                {
                    UIntPtr count;
                    IntPtr error;
                    ComfyException.Check(Native.comfy_task_get_image_count(&count, task.Pointer, &error), error);
                    var images = new List<Image>();
                    for (ulong i = 0; i < (ulong)count; i++)
                    {
                        var image = new comfy_image { size = (UIntPtr)sizeof(comfy_image) };
                        ComfyException.Check(
                            Native.comfy_task_get_image(&image, task.Pointer, (UIntPtr)i, &error), error);
                        images.Add(new Image(&image, handle));
                    }
                    return images;
                }
            }
        }

        /// <summary>The latest preview; null before the first.</summary>
        public Image Preview
        {
            get
            {
                using (var task = new Borrowed(handle))
                {
                    var image = new comfy_image { size = (UIntPtr)sizeof(comfy_image) };
                    IntPtr error;
                    int status = Native.comfy_task_get_preview(&image, task.Pointer, &error);
                    if ((Status)status == Status.NotFound)
                    {
                        Native.comfy_error_release(error);
                        return null;
                    }
                    ComfyException.Check(status, error);
                    return new Image(&image, handle);
                }
            }
        }

        /// <summary>The next event of the prompt; null if none comes in that time, or none will come any more. A game asks
        /// with a time of 0, once a frame, until it is null.</summary>
        public ComfyEvent PollEvent(int milliseconds = 0)
        {
            using (var task = new Borrowed(handle))
            {
                var source = new comfy_event { size = (UIntPtr)sizeof(comfy_event) };
                IntPtr error;
                Status status = ComfyException.Check(
                    Native.comfy_task_poll_event(&source, task.Pointer, milliseconds, &error), error);
                return status == Status.Ok ? new ComfyEvent(&source) : null;
            }
        }

        /// <summary>Gives the handle back. The work goes on.</summary>
        public void Dispose() { handle.Dispose(); }
    }
}
