internal import CComfy
internal import Formats
internal import Glibc
internal import System

/// What the engine takes beside the nodes' own work, through the library as a host would use it.
struct EngineCommand {
    let bench: Bench

    private static let nodes = 1000
    private static let events = 1_000_000
    private static let prompts = 10_000

    func run() throws -> Report {
        let start = try startTime()
        line("library, client and node schemas", start, limit: 0.010)
        let library = try Library()
        let folder = try TemporaryFolder()
        let (fresh, cached) = try graphTimes(library, folder)
        line("\(Self.nodes) nodes validated and executed", fresh, limit: 0.020)
        line("the same, all cached", cached, limit: 0.005)
        let polling = try pollingTime(library, folder)
        line("\(Self.events) events polled", polling, limit: 1)
        let python = pythonTime()
        if let python {
            print("Python, as many look-ups in a dictionary: \(milliseconds(python)) ms")
        } else {
            print("no python3 here to look up as much in a dictionary")
        }
        let growth = try memoryGrowth(library, folder)
        print(
            "\(Self.prompts) prompts in a row: \(megabytes(growth.atStart)) resident after a tenth, "
                + "\(megabytes(growth.atEnd)) at the end")
        return bench.report(
            seconds: fresh, work: nil,
            more: [
                "start_seconds": .double(start), "cached_seconds": .double(cached), "poll_seconds": .double(polling),
                "python_lookup_seconds": python.map { .double($0) } ?? .null,
                "resident_bytes_after_1000_prompts": .int(Int128(growth.atStart)),
                "resident_bytes_after_10000_prompts": .int(Int128(growth.atEnd)),
            ])
    }

    private func line(_ what: String, _ seconds: Double, limit: Double) {
        print("\(what): \(milliseconds(seconds)) ms (\(seconds < limit ? "under" : "over") \(milliseconds(limit)))")
    }

    /// Seconds to load the library, make a client and have its schemas, each time in a new process.
    private func startTime() throws -> Double {
        var times: [Double] = []
        for _ in 0..<bench.rounds(default: 9) {
            let folder = try TemporaryFolder()
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { throw BenchError("no pipe") }
            // the threads of this process are not in the child, which does not need them
            let child = fork()
            guard child >= 0 else { throw BenchError("no process") }
            if child == 0 {
                var time = Double.nan
                if let taken = try? seconds({ try Self.startOnce(folder.path) }) { time = taken }
                write(ends[1], &time, MemoryLayout<Double>.size)
                _exit(0)
            }
            var time = Double.nan
            let count = read(ends[0], &time, MemoryLayout<Double>.size)
            var status: Int32 = 0
            waitpid(child, &status, 0)
            for end in ends { close(end) }
            guard count == MemoryLayout<Double>.size, time.isFinite else {
                throw BenchError("the library does not start")
            }
            times.append(time)
        }
        return median(times)
    }

    private static func startOnce(_ folder: String) throws {
        let library = try Library()
        let client = try LibraryClient(library, base: folder)
        var json: UnsafeMutablePointer<CChar>?
        try library.check { library.schemas(&json, client.handle, nil, $0) }
        library.free(json)
    }

    private func graphTimes(_ library: Library, _ folder: TemporaryFolder) throws -> (fresh: Double, cached: Double) {
        let client = try LibraryClient(library, base: folder.path)
        var (fresh, cached): ([Double], [Double]) = ([], [])
        for round in 0..<bench.rounds(default: 9) {
            // another value: nothing of it is in the cache
            let workflow = Workflows.chain(nodes: Self.nodes, value: round)
            fresh.append(try seconds { try client.run(workflow) })
            cached.append(try seconds { try client.run(workflow) })
        }
        return (median(fresh), median(cached))
    }

    /// Seconds to take a million events, with their JSON, from a client's queue that has them.
    private func pollingTime(_ library: Library, _ folder: TemporaryFolder) throws -> Double {
        let batch = 100_000
        let client = try LibraryClient(
            library, base: folder.path, flags: Int(COMFY_CLIENT_FLAG_EVENT_QUEUE), eventQueueSize: batch)
        var event = comfy_event()
        event.size = MemoryLayout<comfy_event>.size
        func drain() -> (count: Int, seconds: Double) {
            var count = 0
            let time = seconds { while library.pollClient(&event, client.handle, 0, nil) == 0 { count += 1 } }
            return (count, time)
        }
        var (taken, time, value) = (0, 0.0, 0)
        while taken < Self.events {
            // each prompt brings some twenty events; a queue that is full would drop progress
            for _ in 0..<batch / 32 {
                try client.run(Workflows.chain(nodes: 5, value: value))
                value += 1
            }
            try library.check { library.clearHistory(client.handle, $0) }
            let part = drain()
            taken += part.count
            time += part.seconds
        }
        return time / Double(taken) * Double(Self.events)
    }

    /// Seconds that CPython takes for as many look-ups in a dictionary; nil without one.
    private func pythonTime() -> Double? {
        let program = """
            import time
            table = {str(i): i for i in range(1000)}
            keys = list(table)
            start = time.perf_counter()
            for i in range(\(Self.events)):
                table[keys[i % 1000]]
            print(time.perf_counter() - start)
            """
        guard let process = try? AnsweringProgram(["python3", "-c", program]), let line = process.readLine() else {
            return nil
        }
        return Double(line.filter { !$0.isWhitespace })
    }

    /// Resident memory after a tenth of the prompts and after all, history cleared so that the rest shows.
    private func memoryGrowth(_ library: Library, _ folder: TemporaryFolder) throws -> (atStart: Int, atEnd: Int) {
        let client = try LibraryClient(library, base: folder.path)
        var atStart = 0
        for prompt in 1...Self.prompts {
            try client.run(Workflows.chain(nodes: 10, value: prompt))
            if prompt % 500 == 0 { try library.check { library.clearHistory(client.handle, $0) } }
            if prompt == Self.prompts / 10 { atStart = MeasuredMemory.resident }
        }
        return (atStart, MeasuredMemory.resident)
    }
}
