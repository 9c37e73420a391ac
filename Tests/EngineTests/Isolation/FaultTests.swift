import Formats
import Glibc
import Synchronization
import System
import Testing
import Workflow

@testable import Engine
@testable import Isolation

/// What befalls workers, their program, their disk and their host, at random moments: within a minute the prompt is
/// over and its events have an end, the next prompt runs, and neither a process nor a part of a file is left.
@Suite(.serialized) struct FaultTests {
    enum Fault: CaseIterable {
        case kill, segv, abort, trap, term, cut, stop, outOfMemory, fullDisk, missingProgram, otherProgram, killedHost
    }

    /// Rounds of each; those that are stopped take their heartbeat, beside the others.
    static func rounds(of fault: Fault) -> Int { fault == .stop ? 5 : 20 }

    @Test func faultsAtRandomMoments() throws {
        try IsolationTests.inFolder { folder in
            let bench = try FaultBench(folder + "/struck", [:])
            let stopped = try FaultBench(folder + "/stopped", ["worker_heartbeat_timeout": 4.5])
            defer { for bench in [bench, stopped] { bench.end() } }
            let stops = try Thread("test-stops") {
                for number in 0..<Self.rounds(of: .stop) {
                    #expect(throws: Never.self) { try stopped.round(.stop, number) }
                }
            }
            let faults = Fault.allCases.filter { $0 != .stop && ($0 != .fullDisk || bench.hasSmallDisk) }
            for number in 0..<Self.rounds(of: .kill) {
                for fault in faults.shuffled() { try bench.round(fault, number) }
            }
            stops.join()
            // Half of those that ended the worker came for certain while its prompt ran.
            #expect(bench.failures >= 80 && stopped.failures >= 3)
            for bench in [bench, stopped] {
                bench.client.destroy(cancelling: true)
                #expect(bench.processes.allSatisfy { !IsolationTests.isAlive($0) })
                try IsolationTests.expectWholePictures(bench.output)
            }
            #expect(bench.processes.count > 80)
            #expect(!FileTree.files("/dev/shm").contains { $0.contains("comfy") })
        }
    }
}

/// A client with a folder and a worker program of its own, to which things happen.
///
/// `@unchecked Sendable`: one thread at a time uses it.
final class FaultBench: @unchecked Sendable {
    let folder: String
    let client: Client
    let gate = SlowNode.Gate()
    /// Whether the output folder is a small disk of its own, which this process may not be allowed to make.
    let hasSmallDisk: Bool
    /// Prompts that failed with their worker, and the workers that there were.
    private(set) var failures = 0
    private(set) var processes: Set<Int> = []

    private let children: ChildPool
    private let program: String

    var output: String { folder + "/output" }

    init(_ folder: String, _ configuration: JSONObject) throws {
        self.folder = folder
        program = folder + "/worker"
        try AtomicFile.createFolder(folder + "/output")
        hasSmallDisk = mount("none", folder + "/output", "tmpfs", 0, "size=4m") == 0
        IsolationTests.writeProgram(IsolationTests.otherVersion, folder + "/other")
        try #require(symlink(try ChildProgram.find(nil), program) == 0)
        var configuration = configuration
        configuration["worker_path"] = .string(program)
        configuration["worker_memory_limit"] = 0.5
        client = try IsolationTests.realClient(folder, configuration)
        children = try #require(client.children)
        for node in [NumberNode(), ShowNode(), SlowNode(gate: gate)] as [any AddedNode] { try client.register(node) }
    }

    func end() {
        client.destroy(cancelling: true)
        if hasSmallDisk { umount(output) }
    }

    func round(_ fault: FaultTests.Fault, _ number: Int) throws {
        switch fault {
        case .kill, .segv, .abort, .trap, .term, .cut, .stop: try strikeWorker(fault, isRunning: number % 2 == 0)
        case .missingProgram, .otherProgram: try replaceProgram(fault)
        case .outOfMemory: try runOutOfMemory()
        case .fullDisk: try fillDisk()
        case .killedHost: try killHost(whileItWorks: number % 2 == 0)
        }
        processes.formUnion(children.processes)
    }

    // MARK: The faults

    /// - Parameter isRunning: whether it is struck while it runs the prompt for certain.
    private func strikeWorker(_ fault: FaultTests.Fault, isRunning: Bool) throws {
        let task = try queueSlow(waits: isRunning)
        let next = try queue(Workflows.show(2))
        randomPause(4000)
        if let link = children.link(at: 0) { strike(fault, link) }
        // What was struck before its prompt came to it leaves that to a fresh one.
        usleep(1000)
        gate.isOpen.store(true, ordering: .relaxed)
        let last = IsolationTests.lastEvent(task)
        #expect(task.wait(until: Deadline(milliseconds: 60_000)))
        #expect(!isRunning || task.state == .error, "\(fault)")
        if task.state == .error {
            expectLost(task, last, Self.signs(of: fault))
        } else {
            #expect(task.state == .success && last?.kind == .executionSuccess)
        }
        expectSuccess(next)
    }

    private func strike(_ fault: FaultTests.Fault, _ link: ChildLink) {
        let process = link.process.id
        switch fault {
        case .segv: kill(process, SIGSEGV)
        case .abort: kill(process, SIGABRT)
        case .trap: kill(process, SIGILL)
        case .term: kill(process, SIGTERM)
        case .stop: kill(process, SIGSTOP)
        case .cut: link.connection.shut()
        default: kill(process, SIGKILL)
        }
    }

    /// What an error says of it: any of these.
    private static func signs(of fault: FaultTests.Fault) -> [String] {
        switch fault {
        case .segv: ["SIGSEGV"]
        case .abort: ["SIGABRT"]
        case .trap: ["SIGILL"]
        case .term: ["SIGTERM"]
        case .stop: ["did not answer for 4.5 s"]
        // It ends by itself, in time or not.
        case .cut: ["exited with code 0", "SIGKILL"]
        default: ["SIGKILL"]
        }
    }

    /// The worker is killed, and there is no other one, or another program in its place.
    private func replaceProgram(_ fault: FaultTests.Fault) throws {
        let task = try queueSlow(waits: true)
        let next = try queue(Workflows.show(2))
        unlink(program)
        if fault == .otherProgram { #expect(symlink(folder + "/other", program) == 0) }
        randomPause(4000)
        if let link = children.link(at: 0) { strike(.kill, link) }
        expectLost(task, IsolationTests.lastEvent(task), ["SIGKILL"])
        let message = IsolationTests.lastEvent(next)?.data["exception_message"]?.string ?? ""
        #expect(message.contains(fault == .otherProgram ? "version 0.0.1" : "cannot start"), "\(message)")
        unlink(program)
        #expect(symlink(try ChildProgram.find(nil), program) == 0)
        expectSuccess(try queue(Workflows.show(3)))
    }

    private func runOutOfMemory() throws {
        let task = try queue(IsolationTests.image(16384))
        let next = try queue(IsolationTests.image(8))
        #expect(IsolationTests.lastEvent(task)?.kind == .executionError)
        expectSuccess(next)
    }

    private func fillDisk() throws {
        let task = try queue(IsolationTests.image(300))
        randomPause(8000)
        let path = output + "/rest"
        let rest = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let bytes = [UInt8](repeating: 0, count: 1 << 16)
        while write(rest, bytes, bytes.count) > 0 {}
        let last = IsolationTests.lastEvent(task)
        if last?.kind == .executionError {
            #expect(last?.data["exception_message"]?.string?.contains("No space left") == true)
        } else {
            #expect(last?.kind == .executionSuccess)
        }
        let full = IsolationTests.lastEvent(try queue(IsolationTests.image(301)))
        #expect(full?.kind == .executionError && full?.data["node_type"] == "SaveImage")
        #expect(FileTree.files(output).allSatisfy { $0 == "rest" || $0.hasSuffix(".png") })
        Glibc.close(rest)
        unlink(path)
        expectSuccess(try queue(IsolationTests.image(302)))
        try IsolationTests.expectWholePictures(output)
        for file in FileTree.files(output) { unlink("\(output)/\(file)") }
    }

    /// A host of its own, which is killed.
    private func killHost(whileItWorks: Bool) throws {
        let host = try startHost()
        if whileItWorks {
            let deadline = Clock.monotonic() + 60_000_000_000
            while Self.workers(of: host).isEmpty, Clock.monotonic() < deadline { usleep(1000) }
            #expect(!Self.workers(of: host).isEmpty)
        }
        randomPause(60_000)
        kill(host, SIGKILL)
        waitpid(host, nil, 0)
        let deadline = Clock.monotonic() + 60_000_000_000
        while !Self.workers(of: host).isEmpty, Clock.monotonic() < deadline { usleep(1000) }
        #expect(Self.workers(of: host).isEmpty)
        try IsolationTests.expectWholePictures(folder + "/hosted")
    }

    /// The command line, at work on many pictures in a worker.
    private func startHost() throws -> pid_t {
        let worker = try ChildProgram.find(nil)
        let comfy = worker.dropLast(ChildProgram.name.count) + "comfy-cli"
        var workflow: JSONObject = [:]
        for index in 0..<400 {
            workflow["\(index).1"] = IsolationTests.image(200 + index)["1"]
            workflow["\(index).2"] = [
                "class_type": "SaveImage",
                "inputs": ["images": [.string("\(index).1"), 0], "filename_prefix": "hosted"],
            ]
        }
        let file = folder + "/hosted.json"
        try AtomicFile.write(Array(JSON.object(workflow).serialized().utf8), to: file)
        let words = [
            String(comfy), "run", file, "--base", folder, "--output", folder + "/hosted", "--config",
            #"{"lowvram": true}"#,
        ]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 1...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        try #require(posix_spawn(&process, String(comfy), &actions, nil, &arguments, environ) == 0)
        return process
    }

    /// The processes that say that they are a worker of this one, as their only argument.
    private static func workers(of parent: pid_t) -> [String] {
        FileTree.files("/proc").filter { entry in
            guard let id = Int(entry), IsolationTests.isAlive(id), let file = fopen("/proc/\(entry)/cmdline", "re")
            else { return false }
            defer { fclose(file) }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = fread(&buffer, 1, buffer.count, file)
            let words = buffer.prefix(count).split(separator: 0)
            return words.count == 2 && String(decoding: words[0], as: UTF8.self).hasSuffix(ChildProgram.name)
                && String(decoding: words[1], as: UTF8.self) == "\(parent)"
        }
    }

    // MARK: Prompts

    private func queue(_ workflow: JSONObject) throws -> PromptTask {
        try client.queuePrompt(PromptRequest(prompt: workflow))
    }

    /// A prompt that saves a picture and works until the gate opens.
    private func queueSlow(waits: Bool) throws -> PromptTask {
        gate.isOpen.store(false, ordering: .relaxed)
        let begun = gate.began.load(ordering: .relaxed)
        let picture = IsolationTests.image(200)
        var workflow = Workflows.slow(1)
        workflow["4"] = picture["1"]
        workflow["5"] = ["class_type": "SaveImage", "inputs": ["images": ["4", 0], "filename_prefix": "x"]]
        let task = try queue(workflow)
        if waits { try gate.waitUntilBegan(begun + 1) }
        processes.formUnion(children.processes)
        return task
    }

    private func randomPause(_ microseconds: UInt32) { usleep(.random(in: 0...microseconds)) }

    private func expectLost(_ task: PromptTask, _ last: EngineEvent?, _ signs: [String]) {
        failures += 1
        #expect(last?.kind == .executionError && last?.data["exception_type"] == "BrokenProcessPool")
        let message = last?.data["exception_message"]?.string ?? ""
        #expect(signs.contains { message.contains($0) }, "\(signs) in: \(message)")
        #expect(client.history[task.promptID]?["status"]?["status_str"] == "error")
    }

    private func expectSuccess(_ task: PromptTask) {
        #expect(IsolationTests.lastEvent(task)?.kind == .executionSuccess)
        #expect(task.wait(until: Deadline(milliseconds: 60_000)) && task.state == .success)
    }
}
