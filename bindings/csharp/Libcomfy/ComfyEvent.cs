namespace Libcomfy
{
    /// <summary>What happened to a prompt, with ComfyUI's names and fields.</summary>
    public sealed unsafe class ComfyEvent
    {
        public EventKind Kind { get; }
        /// <summary>"execution_start", "progress", ...</summary>
        public string Name { get; }
        /// <summary>The event's data.</summary>
        public string Json { get; }
        /// <summary>The prompt that it belongs to; null for "status".</summary>
        public string PromptId { get; }
        /// <summary>Whom it is addressed to; null means everybody.</summary>
        public string ClientId { get; }
        /// <summary>Previews only, else null.</summary>
        public Image Image { get; }
        /// <summary>Where the prompt stood, if it is of the kind Progress; else null.</summary>
        public Progress? Progress { get; }
        /// <summary>Number of the event within its client, from 1.</summary>
        public ulong Sequence { get; }
        /// <summary>How many events this source dropped between the previous one and this.</summary>
        public ulong Dropped { get; }
        /// <summary>Milliseconds since 1970.</summary>
        public long Timestamp { get; }

        internal ComfyEvent(comfy_event* source)
        {
            Kind = (EventKind)source->kind;
            Name = Text.Read(source->name);
            Json = Text.Read(source->json);
            PromptId = Text.Read(source->prompt_id);
            ClientId = Text.Read(source->client_id);
            Image = source->image == null ? null : new Image(source->image, null);
            Progress = source->progress == null ? (Progress?)null : new Progress(source->progress);
            Sequence = source->sequence;
            Dropped = source->dropped;
            Timestamp = source->timestamp_ms;
        }
    }
}
