using System;
using System.Threading;
using System.Threading.Tasks;

namespace Libcomfy
{
    /// <summary>Apart from <see cref="Prompt"/>, because C# lets nothing await in unsafe code.</summary>
    internal static class Waiting
    {
        internal static async Task<string> For(Prompt prompt, CancellationToken cancellation)
        {
            using (cancellation.Register(prompt.Cancel))
            {
                await Task.Factory.StartNew(
                    () => prompt.Wait(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                    .ConfigureAwait(false);
            }
            try { return prompt.Result; }
            catch (ComfyException error) when (error.Status == Status.Cancelled && cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(error.Message, error, cancellation);
            }
        }
    }
}
