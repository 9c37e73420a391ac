"""Prompts in the workers of an executor that was passed in: threads, processes, other machines.

`dispatcher` is the client's side, `worker` the other one. Work goes through the executor and so do results; beside it
one channel leads from each worker process to the client, for what an executor cannot: progress, cancelling, files that
the worker lacks, and whether a prompt may be tried once more.
"""
