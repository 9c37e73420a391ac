import Formats
import Glibc
import Synchronization
import Testing
import Workflow

@testable import Engine

/// Worker processes that come to harm, and what becomes of their prompts.
@Suite(.serialized) struct IsolationTests {
    /// A client of the library's own nodes in a folder of its own.
    static func realClient(_ folder: String, _ configuration: JSONObject = [:]) throws -> Client {
        var options = ClientOptions()
        options.executor = .isolated
        options.baseDirectory = folder
        options.threads = 2
        options.configuration = try Configuration(.object(configuration))
        return try Client(options)
    }

    static func inFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/comfy-isolation-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { #expect(FileTree.remove(folder)) }
        try body(folder)
    }

    /// Whether a process runs: one that has ended and waits for its parent does not.
    static func isAlive(_ process: Int) -> Bool {
        guard let file = fopen("/proc/\(process)/stat", "r") else { return false }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = fread(&buffer, 1, buffer.count, file)
        let text = String(decoding: buffer.prefix(count), as: UTF8.self)
        return text.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    static func image(_ side: Int, blurred: Bool = false, prefix: String = "x") -> JSONObject {
        let size = JSON.int(Int128(side))
        var workflow: JSONObject = [
            "1": [
                "class_type": "EmptyImage", "inputs": ["width": size, "height": size, "batch_size": 1, "color": 255],
            ],
            "3": ["class_type": "SaveImage", "inputs": ["images": ["1", 0], "filename_prefix": .string(prefix)]],
        ]
        if blurred {
            workflow["2"] = [
                "class_type": "ImageBlur", "inputs": ["image": ["1", 0], "blur_radius": 31, "sigma": 10.0],
            ]
            workflow["3"] = [
                "class_type": "SaveImage", "inputs": ["images": ["2", 0], "filename_prefix": .string(prefix)],
            ]
        }
        return workflow
    }

    /// The end of a task's events, within ten seconds.
    static func lastEvent(_ task: PromptTask) -> EngineEvent? {
        var last: EngineEvent?
        let deadline = Deadline(milliseconds: 10_000)
        while true {
            switch task.events.next(until: deadline) {
            case .event(let event, _): last = event
            case .end: return last
            case .timeout:
                Issue.record("the events have no end")
                return last
            }
        }
    }

    enum Fault: CaseIterable { case kill, segv, abort, trap, term, cut }

    static func strike(_ fault: Fault, _ link: WorkerLink) {
        let process = link.process.id
        switch fault {
        case .kill: kill(process, SIGKILL)
        case .segv: kill(process, SIGSEGV)
        case .abort: kill(process, SIGABRT)
        case .trap: kill(process, SIGILL)
        case .term: kill(process, SIGTERM)
        case .cut: link.connection.shut()
        }
    }

    /// Whatever ends a worker, and whenever: its prompt fails, with an end to its events; the next one runs.
    @Test func faultsAtRandomMoments() throws {
        let (client, gate) = try makeClient { $0.executor = .isolated }
        let pool = try #require(client.pool)
        var generator = SystemRandomNumberGenerator()
        var processes: Set<Int> = []
        var failures = 0
        for round in 0..<200 {
            gate.isOpen.store(false, ordering: .relaxed)
            let task = try client.queuePrompt(PromptSubmission(workflow: Workflows.slow(1)))
            let next = try client.queuePrompt(PromptSubmission(workflow: Workflows.show(2)))
            processes.formUnion(pool.processes)
            usleep(UInt32.random(in: 0...4000, using: &generator))
            let fault = Fault.allCases[round % Fault.allCases.count]
            if let link = pool.link(at: 0) { Self.strike(fault, link) }
            // What was struck before its prompt came to it leaves that to a fresh one.
            usleep(1000)
            gate.isOpen.store(true, ordering: .relaxed)
            let last = Self.lastEvent(task)
            #expect(task.wait(until: Deadline(milliseconds: 10_000)))
            if task.state == .error {
                failures += 1
                #expect(last?.kind == .executionError && last?.data["exception_type"] == "BrokenProcessPool")
                let message = last?.data["exception_message"]?.string ?? ""
                switch fault {
                case .kill: #expect(message.contains("SIGKILL"))
                case .segv: #expect(message.contains("SIGSEGV"))
                case .abort: #expect(message.contains("SIGABRT"))
                case .trap: #expect(message.contains("SIGILL"))
                case .term: #expect(message.contains("SIGTERM"))
                case .cut: #expect(message.contains("exited with code 0"))
                }
                #expect(client.history[task.promptID]?["status"]?["status_str"] == "error")
            } else {
                #expect(task.state == .success && last?.kind == .executionSuccess)
            }
            #expect(Self.lastEvent(next)?.kind == .executionSuccess)
            #expect(next.wait(until: Deadline(milliseconds: 10_000)) && next.state == .success)
        }
        #expect(failures > 100)
        processes.formUnion(pool.processes)
        client.destroy(cancelling: true)
        #expect(processes.count > 100 && processes.allSatisfy { !Self.isAlive($0) })
    }

    /// A worker that is stopped no longer answers.
    @Test func stoppedWorker() throws {
        let (client, gate) = try makeClient {
            $0.executor = .isolated
            $0.configuration = try! Configuration(["worker_heartbeat_timeout": 0.6])
        }
        defer { client.destroy(cancelling: true) }
        for _ in 0..<3 {
            gate.isOpen.store(false, ordering: .relaxed)
            let began = gate.began.load(ordering: .relaxed)
            let task = try client.queuePrompt(PromptSubmission(workflow: Workflows.slow(1)))
            try gate.waitUntilBegan(began + 1)
            let process = try #require(client.pool?.processes.first)
            kill(pid_t(process), SIGSTOP)
            gate.isOpen.store(true, ordering: .relaxed)
            let last = Self.lastEvent(task)
            #expect(last?.kind == .executionError)
            #expect(last?.data["exception_message"]?.string?.contains("did not answer for 0.6 s") == true)
            #expect(!Self.isAlive(process))
            let next = try client.queuePrompt(PromptSubmission(workflow: Workflows.show(2)))
            #expect(Self.lastEvent(next)?.kind == .executionSuccess)
        }
        #expect(try client.metricsReport()["workers"]?["restarts"] == 3)
    }

    /// Files are there whole or not at all, whenever the process that writes them is killed.
    @Test func noPartsOfFiles() throws {
        try Self.inFolder { folder in
            let client = try Self.realClient(folder)
            var generator = SystemRandomNumberGenerator()
            for round in 0..<30 {
                let task = try client.queuePrompt(PromptSubmission(workflow: Self.image(700)))
                usleep(UInt32.random(in: 0...30_000, using: &generator))
                if let process = client.pool?.processes.first, round % 3 != 0 { kill(pid_t(process), SIGKILL) }
                #expect(Self.lastEvent(task) != nil)
            }
            client.destroy(cancelling: true)
            let files = FileTree.files(folder + "/output")
            #expect(files.count >= 10)
            for file in files {
                #expect(file.hasSuffix(".png"))
                let size = try MappedFile(path: folder + "/output/" + file).withBytes { bytes in
                    try PNG.decode(Array(bytes)).width
                }
                #expect(size == 700)
            }
        }
    }

    @Test func outOfMemoryAndOutOfTime() throws {
        try Self.inFolder { folder in
            let client = try Self.realClient(folder, ["worker_memory_limit": 0.5, "worker_time_limit": 3])
            defer { client.destroy(cancelling: true) }
            let large = try client.queuePrompt(PromptSubmission(workflow: Self.image(16384)))
            #expect(Self.lastEvent(large)?.kind == .executionError)
            let long = try client.queuePrompt(PromptSubmission(workflow: Self.image(3500, blurred: true)))
            let last = Self.lastEvent(long)
            #expect(last?.kind == .executionError && last?.data["exception_type"] == "TimeoutError")
            #expect(last?.data["node_id"] == "2" && last?.data["node_type"] == "ImageBlur")
            #expect(last?.data["executed"] == ["1"])
            let next = try client.queuePrompt(PromptSubmission(workflow: Self.image(8)))
            #expect(Self.lastEvent(next)?.kind == .executionSuccess)
        }
    }

    /// A function of the host's that does not end is left behind when its prompt has to.
    @Test func hostFunctionsThatDoNotEnd() throws {
        var options = ClientOptions()
        options.executor = .isolated
        options.configuration = try Configuration(["worker_time_limit": 0.3])
        let gate = SlowNode.Gate()
        let client = try Client(
            options, registry: NodeRegistry([NumberNode(), ShowNode(), StubbornNode(gate: gate)]))
        func isShown(_ value: Int) throws -> Bool {
            let task = try client.queuePrompt(PromptSubmission(workflow: Workflows.show(value)))
            return Self.lastEvent(task)?.kind == .executionSuccess
        }
        for round in 1...3 {
            let task = try client.queuePrompt(PromptSubmission(workflow: Workflows.stubborn))
            try gate.waitUntilBegan(round)
            switch round {
            case 1: break
            case 2: kill(pid_t(try #require(client.pool?.processes.first)), SIGKILL)
            default: task.cancel()
            }
            let time = milliseconds {
                let last = Self.lastEvent(task)
                let type = last?.data["exception_type"]?.string
                switch round {
                case 1: #expect(type == "TimeoutError" && last?.data["node_type"] == "Stubborn")
                case 2: #expect(type == "BrokenProcessPool")
                default: #expect(last?.kind == .executionInterrupted)
                }
            }
            let isNextShown = try isShown(round)
            #expect(isNextShown)
            #expect(time < 5000)
        }
        #expect(gate.ended.load(ordering: .relaxed) == 0)
        let destruction = try Thread("test-destroy") { client.destroy(cancelling: true) }
        usleep(50_000)
        gate.isOpen.store(true, ordering: .relaxed)
        destruction.join()
        // It waits for the host's code.
        #expect(gate.ended.load(ordering: .relaxed) == 3)
    }

    /// Previews of the host's nodes arrive whole and in order, however fast they come and whatever their size.
    @Test func previewsOfTheHostsNodes() throws {
        let node = ShowingNode()
        var options = ClientOptions()
        options.executor = .isolated
        let client = try Client(options, registry: NodeRegistry([node]))
        defer { client.destroy(cancelling: true) }
        for _ in 0..<2 {
            let task = try client.queuePrompt(
                PromptSubmission(workflow: ["1": ["class_type": "Showing", "inputs": [:]]]))
            var shown: [PixelImage] = []
            while case .event(let event, let dropped) = task.events.next(until: Deadline(milliseconds: 10_000)) {
                #expect(dropped == 0)
                if event.kind == .preview { shown += event.image.map { [$0] } ?? [] }
            }
            #expect(task.state == .success && shown.count == ShowingNode.images.count)
            #expect(shown == ShowingNode.images)
        }
    }

    /// A client that is destroyed waits for a host that does nothing but ask whether it is to go on.
    @Test func hostsThatAreAliveAreWaitedFor() throws {
        let node = LaterNode()
        var options = ClientOptions()
        options.executor = .isolated
        let client = try Client(options, registry: NodeRegistry([node]))
        let task = try client.queuePrompt(
            PromptSubmission(workflow: ["1": ["class_type": "Later", "inputs": [:]]]))
        let pending = try #require(node.begun.wait(until: Deadline(milliseconds: 10_000)) { $0 })
        let host = try Thread("test-host") {
            // Longer than silence would be waited for.
            let end = Deadline(milliseconds: 10_800)
            let never = Monitor(())
            while Clock.monotonic() < end.nanoseconds ?? 0 {
                pending.noteLife()
                _ = never.wait(until: Deadline(milliseconds: 100)) { _ -> Void? in nil }
            }
            pending.settle(.success(NodeOutput()))
        }
        client.destroy(cancelling: false)
        host.join()
        #expect(task.state == .success)
    }

    /// A disk of 64 KiB, where this process may make one.
    @Test(.enabled(if: geteuid() == 0)) func fullDisk() throws {
        try Self.inFolder { folder in
            #expect(mkdir(folder + "/output", 0o777) == 0)
            guard mount("none", folder + "/output", "tmpfs", 0, "size=64k") == 0 else { return }
            defer { umount(folder + "/output") }
            let client = try Self.realClient(folder)
            defer { client.destroy(cancelling: true) }
            var workflow = Self.image(64)
            workflow["1"] = [
                "class_type": "EmptyImage", "inputs": ["width": 8000, "height": 8000, "batch_size": 1, "color": 0],
            ]
            let task = try client.queuePrompt(PromptSubmission(workflow: workflow))
            let last = Self.lastEvent(task)
            #expect(last?.kind == .executionError && last?.data["node_type"] == "SaveImage")
            #expect(last?.data["exception_message"]?.string?.contains("No space left") == true)
            #expect(FileTree.files(folder + "/output").isEmpty)
            let next = try client.queuePrompt(PromptSubmission(workflow: Self.image(64)))
            #expect(Self.lastEvent(next)?.kind == .executionSuccess)
        }
    }

    /// What is no worker, or one of another version, is refused by name.
    @Test func otherPrograms() throws {
        try Self.inFolder { folder in
            func code(_ script: String?) throws -> (EngineError.Code?, String) {
                let path = folder + "/worker"
                unlink(path)
                if let script {
                    try AtomicFile.write(Array("#!/bin/sh\n\(script)\n".utf8), to: path)
                    chmod(path, 0o755)
                }
                let error = #expect(throws: EngineError.self) {
                    try Self.realClient(folder, ["worker_path": .string(path)])
                }
                return (error?.code, error?.message ?? "")
            }
            #expect(try code(nil).0 == .notFound)
            #expect(
                try code("exit 3") == (
                    .unsupported, "\(folder)/worker is no comfy-worker of this version: it exited with code 3"
                ))
            let old = try code("printf '%-128s' 'comfy-worker protocol 0 version 0.0.1' >&3; sleep 1")
            #expect(old.0 == .unsupported && old.1.contains("version 0.0.1"))
            #expect(try code("head -c 200 /dev/zero >&3").1.contains("is no comfy-worker"))
            // Wherever the host goes later.
            let relative = try WorkerLocation.find(String(repeating: "../", count: 64) + "bin/sh")
            #expect(relative.hasPrefix("/") && relative.hasSuffix("../bin/sh"))
        }
    }

    /// A program that is gone when it is needed again fails the prompt, and no more.
    @Test func programThatVanishes() throws {
        try Self.inFolder { folder in
            let path = folder + "/worker"
            #expect(symlink(try WorkerLocation.find(nil), path) == 0)
            let client = try Self.realClient(folder, ["worker_path": .string(path)])
            defer { client.destroy(cancelling: true) }
            unlink(path)
            kill(pid_t(try #require(client.pool?.processes.first)), SIGKILL)
            usleep(50_000)
            let task = try client.queuePrompt(PromptSubmission(workflow: Self.image(8)))
            #expect(Self.lastEvent(task)?.kind == .executionError)
            #expect(symlink(try WorkerLocation.find(nil), path) == 0)
            let next = try client.queuePrompt(PromptSubmission(workflow: Self.image(8)))
            #expect(Self.lastEvent(next)?.kind == .executionSuccess)
        }
    }

    /// What a prompt costs more in another process, once that has started.
    @Test func overheadOfAPrompt() throws {
        func fastest(_ executor: ClientOptions.Executor) throws -> Double {
            let (client, _) = try makeClient { $0.executor = executor }
            defer { client.destroy(cancelling: true) }
            return try (0..<60).map { number in
                try milliseconds {
                    let task = try client.queuePrompt(PromptSubmission(workflow: Workflows.show(number)))
                    #expect(task.wait(until: Deadline(milliseconds: 10_000)))
                }
            }.min() ?? 0
        }
        #expect(try fastest(.isolated) - fastest(.inProcess) < 3)
    }

    /// Images and files in memory reach the workers, also those that come after, and are lent no longer than needed.
    @Test func thingsInMemory() throws {
        try Self.inFolder { folder in
            let client = try Self.realClient(folder)
            defer { client.destroy(cancelling: true) }
            let workflow: JSONObject = [
                "1": ["class_type": "LoadImage", "inputs": ["image": "mine.png"]],
                "2": ["class_type": "PreviewImage", "inputs": ["images": ["1", 0]]],
            ]
            func run() throws -> [UInt8]? {
                let task = try client.queuePrompt(PromptSubmission(workflow: workflow))
                #expect(task.wait(until: Deadline(milliseconds: 10_000)))
                return task.image(at: 0)?.image.bytes
            }
            #expect(try run() == nil)
            for value: UInt8 in [3, 200] {
                let bytes = Array(repeating: value, count: 300 * 100 * 3)
                try client.addImage("mine.png", PixelImage(width: 300, height: 100, channels: 3, bytes: bytes))
                #expect(try run() == bytes)
                kill(pid_t(try #require(client.pool?.processes.first)), SIGKILL)
                usleep(20_000)
                #expect(try run() == bytes)
            }
            try client.removeImage("mine.png")
            #expect(try run() == nil)
        }
    }
}

/// Files below a folder, for tests.
enum FileTree {
    static func files(_ folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    static func remove(_ path: String) -> Bool {
        var info = stat()
        guard lstat(path, &info) == 0 else { return false }
        guard info.st_mode & S_IFMT == S_IFDIR else { return unlink(path) == 0 }
        return files(path).allSatisfy { remove("\(path)/\($0)") } && rmdir(path) == 0
    }
}
