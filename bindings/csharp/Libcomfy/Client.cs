using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Libcomfy
{
    /// <summary>What a <see cref="Client"/> is made with. What is null or 0 is as comfy.h says.</summary>
    public sealed class ClientOptions
    {
        /// <summary>A JSON object with ComfyUI's configuration keys.</summary>
        public string Configuration { get; set; }
        /// <summary>Has models/, input/, output/ and temp/; the working directory if it is null.</summary>
        public string BaseDirectory { get; set; }
        public string ModelsDirectory { get; set; }
        public string InputDirectory { get; set; }
        public string OutputDirectory { get; set; }
        public string TempDirectory { get; set; }
        public string ClientId { get; set; }
        public Executor Executor { get; set; }
        /// <summary>Prompts that run at the same time; 0 means 1.</summary>
        public int MaxWorkers { get; set; }
        /// <summary>Threads for arithmetic; 0 means one a processor.</summary>
        public int Threads { get; set; }
        /// <summary>Keep the events of all prompts for <see cref="Client.PollEvent"/>.</summary>
        public bool KeepsEvents { get; set; }
        /// <summary>Bytes that idle weights and large activations may take; 0: as the configuration says.</summary>
        public ulong MemoryBudget { get; set; }
    }

    /// <summary>How a workflow is queued.</summary>
    public sealed class PromptOptions
    {
        /// <summary>A random UUID if it is null.</summary>
        public string PromptId { get; set; }
        public string ClientId { get; set; }
        /// <summary>Ids of the output nodes to run; all if it is null.</summary>
        public IReadOnlyList<string> Targets { get; set; }
        /// <summary>Higher runs earlier.</summary>
        public int Priority { get; set; }
        /// <summary>A JSON object; "extra_pnginfo" goes into saved images.</summary>
        public string ExtraData { get; set; }
    }

    /// <summary>An engine with its queue. All methods may be called from several threads.</summary>
    public sealed unsafe class Client : IDisposable
    {
        private readonly ClientHandle handle;

        public Client(ClientOptions options = null)
        {
            options = options ?? new ClientOptions();
            using (var arena = new TextArena())
            {
                var source = new comfy_client_options
                {
                    size = (UIntPtr)sizeof(comfy_client_options), configuration = arena.Add(options.Configuration),
                    base_directory = arena.Add(options.BaseDirectory),
                    models_directory = arena.Add(options.ModelsDirectory),
                    input_directory = arena.Add(options.InputDirectory),
                    output_directory = arena.Add(options.OutputDirectory),
                    temp_directory = arena.Add(options.TempDirectory), client_id = arena.Add(options.ClientId),
                    executor = (int)options.Executor, max_workers = checked((uint)options.MaxWorkers),
                    threads = checked((uint)options.Threads),
                    flags = options.KeepsEvents ? (uint)ClientFlag.EventQueue : 0, memory_budget = options.MemoryBudget,
                };
                IntPtr client, error;
                ComfyException.Check(Native.comfy_client_create(&client, &source, &error), error);
                handle = new ClientHandle(client);
            }
        }

        /// <summary>The version of the library that runs.</summary>
        public static string LibraryVersion => Text.Read(Native.comfy_version_string());

        /// <summary>Queues a workflow, in any form of ComfyUI's, and returns at once.</summary>
        public Prompt Queue(string workflow, PromptOptions options = null)
        {
            options = options ?? new PromptOptions();
            using (var client = new Borrowed(handle))
            using (var arena = new TextArena())
            {
                var source = new comfy_prompt_options
                {
                    size = (UIntPtr)sizeof(comfy_prompt_options), prompt_id = arena.Add(options.PromptId),
                    client_id = arena.Add(options.ClientId), targets = arena.Add(options.Targets),
                    target_count = (UIntPtr)(options.Targets?.Count ?? 0), priority = options.Priority,
                    extra_data = arena.Add(options.ExtraData),
                };
                IntPtr task, error;
                ComfyException.Check(
                    Native.comfy_client_queue_prompt(&task, client.Pointer, arena.Add(workflow), &source, &error), error);
                return new Prompt(task);
            }
        }

        /// <summary>The prompt in API format that ComfyUI's editor would send for a workflow.</summary>
        public string Convert(string workflow)
        {
            using (var client = new Borrowed(handle))
            using (var arena = new TextArena())
            {
                byte* json;
                IntPtr error;
                ComfyException.Check(
                    Native.comfy_workflow_convert(&json, client.Pointer, arena.Add(workflow), null, &error), error);
                return Text.Take(json);
            }
        }

        /// <summary>Where a workflow has its prompts, seeds and pictures, as JSON: {"positive", "negative", "seed",
        /// "image"}, lists of {"node_id", "input", "value"}.</summary>
        public string FindInputs(string workflow)
        {
            using (var client = new Borrowed(handle))
            using (var arena = new TextArena())
            {
                byte* json;
                IntPtr error;
                ComfyException.Check(
                    Native.comfy_workflow_find_inputs(&json, client.Pointer, arena.Add(workflow), &error), error);
                return Text.Take(json);
            }
        }

        /// <summary>The workflow in API format with another value, as JSON, of an input of a node: its id, class or
        /// title.</summary>
        public string SetInput(string workflow, string node, string input, string value)
        {
            using (var client = new Borrowed(handle))
            using (var arena = new TextArena())
            {
                byte* json;
                IntPtr error;
                ComfyException.Check(
                    Native.comfy_workflow_set_input(
                        &json, client.Pointer, arena.Add(workflow), arena.Add(node), arena.Add(input),
                        arena.Add(value), &error),
                    error);
                return Text.Take(json);
            }
        }

        /// <summary>The workflow in API format with other texts of its prompt; null leaves a text as it is.</summary>
        public string SetPrompt(string workflow, string positive, string negative = null)
        {
            using (var client = new Borrowed(handle))
            using (var arena = new TextArena())
            {
                byte* json;
                IntPtr error;
                ComfyException.Check(
                    Native.comfy_workflow_set_prompt(
                        &json, client.Pointer, arena.Add(workflow), arena.Add(positive), arena.Add(negative), &error),
                    error);
                return Text.Take(json);
            }
        }

        /// <summary>The workflow in API format with another seed in all nodes that have one.</summary>
        public string SetSeed(string workflow, ulong seed)
        {
            using (var client = new Borrowed(handle))
            using (var arena = new TextArena())
            {
                byte* json;
                IntPtr error;
                ComfyException.Check(
                    Native.comfy_workflow_set_seed(&json, client.Pointer, arena.Add(workflow), seed, &error), error);
                return Text.Take(json);
            }
        }

        /// <summary>Cancels the running prompt of that id, or all that run.</summary>
        public void Interrupt(string promptId = null)
        {
            using (var client = new Borrowed(handle))
            fixed (byte* text = Text.Bytes(promptId))
            {
                IntPtr error;
                ComfyException.Check(Native.comfy_client_interrupt(client.Pointer, text, &error), error);
            }
        }

        /// <summary>The schemas of the node classes as JSON, or that of one.</summary>
        public string NodeSchemas(string className = null)
        {
            using (var client = new Borrowed(handle))
            fixed (byte* text = Text.Bytes(className))
            {
                byte* json;
                IntPtr error;
                ComfyException.Check(
                    Native.comfy_client_get_node_schemas(&json, client.Pointer, text, &error), error);
                return Text.Take(json);
            }
        }

        /// <summary>Makes a picture known under a name that LoadImage then accepts.</summary>
        public void AddImage(string name, Image image)
        {
            using (var client = new Borrowed(handle))
            using (var arena = new TextArena())
            {
                IntPtr pointer = client.Pointer;
                byte* text = arena.Add(name);
                image.With(source =>
                {
                    IntPtr error;
                    return ComfyException.Check(
                        Native.comfy_client_add_image(pointer, text, (comfy_image*)source, &error), error);
                });
            }
        }

        /// <summary>The next event of any prompt; null if none comes in that time. Needs
        /// <see cref="ClientOptions.KeepsEvents"/>.</summary>
        public ComfyEvent PollEvent(int milliseconds = 0)
        {
            using (var client = new Borrowed(handle))
            {
                var source = new comfy_event { size = (UIntPtr)sizeof(comfy_event) };
                IntPtr error;
                Status status = ComfyException.Check(
                    Native.comfy_client_poll_event(&source, client.Pointer, milliseconds, &error), error);
                return status == Status.Ok ? new ComfyEvent(&source) : null;
            }
        }

        /// <summary>Makes a node class known. <paramref name="execute"/> answers each call, at once or later; what it throws
        /// is the node's failure. It runs on the library's threads. <paramref name="schema"/> is the class's entry in
        /// ComfyUI's object_info, as JSON.</summary>
        public void RegisterNode(string schema, Action<NodeCall> execute)
        {
            if (execute == null) throw new ArgumentNullException(nameof(execute));
            GCHandle node = GCHandle.Alloc(execute);
            try
            {
                Register(schema, new comfy_node_functions
                {
                    size = (UIntPtr)sizeof(comfy_node_functions), user_data = GCHandle.ToIntPtr(node),
                    execute = Marshal.GetFunctionPointerForDelegate(executeFunction),
                    destroy = Marshal.GetFunctionPointerForDelegate(destroyFunction),
                });
            }
            catch
            {
                node.Free();
                throw;
            }
        }

        /// <summary>Makes a node class known whose calls <see cref="PollNodeCall"/> gives, on the caller's thread: for Unity
        /// and other hosts whose objects belong to one thread. The schema has "polled": true.</summary>
        public void RegisterPolledNode(string schema)
        {
            Register(schema, new comfy_node_functions { size = (UIntPtr)sizeof(comfy_node_functions) });
        }

        private void Register(string schema, comfy_node_functions functions)
        {
            using (var client = new Borrowed(handle))
            fixed (byte* text = Text.Bytes(schema))
            {
                IntPtr error;
                ComfyException.Check(
                    Native.comfy_client_register_node(client.Pointer, text, &functions, &error), error);
            }
        }

        /// <summary>The next call of a polled node; null if none comes in that time.</summary>
        public NodeCall PollNodeCall(int milliseconds = 0)
        {
            using (var client = new Borrowed(handle))
            {
                IntPtr call, error;
                Status status = ComfyException.Check(
                    Native.comfy_client_poll_node_call(&call, client.Pointer, milliseconds, &error), error);
                return status == Status.Ok ? new NodeCall(call) : null;
            }
        }

        public void UnregisterNode(string className)
        {
            using (var client = new Borrowed(handle))
            fixed (byte* text = Text.Bytes(className))
            {
                IntPtr error;
                ComfyException.Check(Native.comfy_client_unregister_node(client.Pointer, text, &error), error);
            }
        }

        /// <summary>Cancels all queued and running prompts, then takes the client down.</summary>
        public void Dispose() { handle.Dispose(); }

        // The library keeps pointers to these: they must never be collected.
        private static readonly comfy_node_function executeFunction = Execute;
        private static readonly DestroyFunction destroyFunction = Destroy;

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate void DestroyFunction(IntPtr userData);

        /// <summary>Marks what native code calls, for ahead-of-time compilers, which look for an attribute of this name.
        /// </summary>
        private sealed class MonoPInvokeCallbackAttribute : Attribute
        {
            public MonoPInvokeCallbackAttribute(Type type) { }
        }

        [MonoPInvokeCallback(typeof(comfy_node_function))]
        private static void Execute(IntPtr call, IntPtr userData)
        {
            // Nothing may be thrown into the library.
            NodeCall node = null;
            try
            {
                node = new NodeCall(call);
                ((Action<NodeCall>)GCHandle.FromIntPtr(userData).Target)(node);
            }
            catch (Exception error)
            {
                try { node?.Fail(error.GetType().Name, error.Message); }
                catch (ComfyException) { } // the call has been answered, or its prompt is over
            }
        }

        [MonoPInvokeCallback(typeof(DestroyFunction))]
        private static void Destroy(IntPtr userData) { GCHandle.FromIntPtr(userData).Free(); }
    }
}
