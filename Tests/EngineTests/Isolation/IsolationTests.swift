import Configuration
import Formats
import Glibc
import Images
import Runners
import Synchronization
import System
import TestSupport
import Testing
import Workflow

@testable import Engine
@testable import Isolation

/// What isolated prompts do as others, and their limits. FaultTests has what befalls their workers.
@Suite(.serialized) struct IsolationTests {
    /// A client of the library's own nodes in a folder of its own.
    static func realClient(
        _ folder: String, _ configuration: JSONObject = [:], _ change: (inout ClientOptions) -> Void = { _ in }
    ) throws -> Client {
        var options = ClientOptions()
        options.executor = .isolated
        options.resources.baseDirectory = folder
        options.resources.threads = 2
        options.resources.configuration = try Configuration(.object(configuration))
        change(&options)
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

    static func image(_ side: Int, prefix: String = "x") -> JSONObject {
        let size = JSON.int(Int128(side))
        return [
            "1": [
                "class_type": "EmptyImage", "inputs": ["width": size, "height": size, "batch_size": 1, "color": 255],
            ],
            "3": ["class_type": "SaveImage", "inputs": ["images": ["1", 0], "filename_prefix": .string(prefix)]],
        ]
    }

    /// The end of a task's events, within a minute.
    static func lastEvent(_ task: PromptTask) -> EngineEvent? {
        var last: EngineEvent?
        let deadline = Deadline(milliseconds: 60_000)
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

    static func expectWholePictures(_ folder: String) throws {
        for file in FileTree.files(folder) {
            #expect(file.hasSuffix(".png"))
            let size = try MappedFile(path: "\(folder)/\(file)").withBytes { try PNG().decode(Array($0)).width }
            #expect(size > 0)
        }
    }

    /// Files are there whole or not at all, whenever the process that writes them is killed.
    @Test func noPartsOfFiles() throws {
        try Self.inFolder { folder in
            let client = try Self.realClient(folder)
            var generator = SystemRandomNumberGenerator()
            for round in 0..<30 {
                let task = try client.queuePrompt(PromptRequest(prompt: Self.image(700)))
                usleep(UInt32.random(in: 0...30_000, using: &generator))
                if let process = client.children?.processes.first, round % 3 != 0 { kill(pid_t(process), SIGKILL) }
                #expect(Self.lastEvent(task) != nil)
            }
            client.destroy(cancelling: true)
            #expect(FileTree.files(folder + "/output").count >= 10)
            try Self.expectWholePictures(folder + "/output")
        }
    }

    @Test func outOfTime() throws {
        try Self.inFolder { folder in
            let client = try Self.realClient(folder, ["worker_time_limit": 6]) {
                $0.resources.modelsDirectory = SyntheticCheckpoint.modelsFolder(.tiny)
            }
            defer { client.destroy(cancelling: true) }
            var workflow = try #require(MemoryUseTests.workflow.object)
            var sampler = try #require(workflow["3"]?["inputs"]?.object)
            sampler["steps"] = 10_000
            workflow["3"] = ["class_type": "KSampler", "inputs": .object(sampler)]
            let last = Self.lastEvent(try client.queuePrompt(PromptRequest(prompt: workflow)))
            #expect(last?.kind == .executionError && last?.data["exception_type"] == "TimeoutError")
            #expect(last?.data["node_id"] == "3" && last?.data["node_type"] == "KSampler")
            #expect(last?.data["executed"]?.array?.count == 3)
            let next = try client.queuePrompt(PromptRequest(prompt: Self.image(8)))
            #expect(Self.lastEvent(next)?.kind == .executionSuccess)
        }
    }

    /// A function of the host's that does not end is left behind when its prompt has to.
    @Test func hostFunctionsThatDoNotEnd() throws {
        let gate = SlowNode.Gate()
        func makeClient(_ configuration: JSON) throws -> Client {
            var options = ClientOptions()
            options.executor = .isolated
            options.resources.configuration = try Configuration(configuration)
            return try Client(options, registry: NodeRegistry([NumberNode(), ShowNode(), StubbornNode(gate: gate)]))
        }
        let (limited, unlimited) = (try makeClient(["worker_time_limit": 5]), try makeClient([:]))
        for round in 1...3 {
            let client = round == 1 ? limited : unlimited
            let task = try client.queuePrompt(PromptRequest(prompt: Workflows.stubborn))
            try gate.waitUntilBegan(round)
            switch round {
            case 1: break
            case 2: kill(pid_t(try #require(client.children?.processes.first)), SIGKILL)
            default: task.cancel()
            }
            let last = Self.lastEvent(task)
            let type = last?.data["exception_type"]?.string
            switch round {
            case 1: #expect(type == "TimeoutError" && last?.data["node_type"] == "Stubborn")
            case 2: #expect(type == "BrokenProcessPool")
            default: #expect(last?.kind == .executionInterrupted)
            }
            let next = try client.queuePrompt(PromptRequest(prompt: Workflows.show(round)))
            #expect(Self.lastEvent(next)?.kind == .executionSuccess)
        }
        #expect(gate.ended.load(ordering: .relaxed) == 0)
        let destruction = try Thread("test-destroy") {
            limited.destroy(cancelling: true)
            unlimited.destroy(cancelling: true)
        }
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
                PromptRequest(prompt: ["1": ["class_type": "Showing", "inputs": [:]]]))
            var shown: [PixelImage] = []
            while case .event(let event, let dropped) = task.events.next(until: Deadline(milliseconds: 60_000)) {
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
            PromptRequest(prompt: ["1": ["class_type": "Later", "inputs": [:]]]))
        let pending = try #require(node.begun.wait(until: Deadline(milliseconds: 60_000)) { $0 })
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
            guard mount("none", folder + "/output", "tmpfs", 0, "size=16k") == 0 else { return }
            defer { umount(folder + "/output") }
            let client = try Self.realClient(folder)
            defer { client.destroy(cancelling: true) }
            var workflow = Self.image(64)
            workflow["1"] = [
                "class_type": "EmptyImage", "inputs": ["width": 4000, "height": 4000, "batch_size": 1, "color": 0],
            ]
            let task = try client.queuePrompt(PromptRequest(prompt: workflow))
            let last = Self.lastEvent(task)
            #expect(last?.kind == .executionError && last?.data["node_type"] == "SaveImage")
            #expect(last?.data["exception_message"]?.string?.contains("No space left") == true)
            #expect(FileTree.files(folder + "/output").isEmpty)
            let next = try client.queuePrompt(PromptRequest(prompt: Self.image(64)))
            #expect(Self.lastEvent(next)?.kind == .executionSuccess)
        }
    }

    /// A shell script. Another process writes it: while this one had it open, a process that another test is starting
    /// might hold it open as well, and the system runs nothing that is open for writing.
    static func writeProgram(_ script: String, _ path: String) {
        let quoted = "#!/bin/sh\n\(script)\n".replacing("'", with: "'\\''")
        #expect(system("printf %s '\(quoted)' > \(path) && chmod 755 \(path)") == 0)
    }

    /// A worker of another version.
    static let otherVersion = "printf '%-128s' 'comfy-worker protocol 0 version 0.0.1' >&3; exec sleep 1"

    /// What is no worker, or one of another version, is refused by name.
    @Test func otherPrograms() throws {
        try Self.inFolder { folder in
            func code(_ script: String?) throws -> (EngineError.Code?, String) {
                let path = folder + "/worker"
                unlink(path)
                if let script { Self.writeProgram(script, path) }
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
            let old = try code(Self.otherVersion)
            #expect(old.0 == .unsupported && old.1.contains("version 0.0.1"))
            #expect(try code("head -c 200 /dev/zero >&3").1.contains("is no comfy-worker"))
            // Wherever the host goes later.
            let relative = try ChildProgram.find(String(repeating: "../", count: 64) + "bin/sh")
            #expect(relative.hasPrefix("/") && relative.hasSuffix("../bin/sh"))
        }
    }

    /// What a prompt costs more in another process, once that has started.
    @Test func overheadOfAPrompt() throws {
        let isolated = try makeClient { $0.executor = .isolated }.0
        let inProcess = try makeClient { $0.executor = .inProcess }.0
        defer {
            isolated.destroy(cancelling: true)
            inProcess.destroy(cancelling: true)
        }
        var number = 0
        func time(_ client: Client) throws -> Double {
            number += 1
            return try milliseconds {
                let task = try client.queuePrompt(PromptRequest(prompt: Workflows.show(number % 100)))
                #expect(task.wait(until: Deadline(milliseconds: 30_000)))
            }
        }
        _ = (try time(isolated), try time(inProcess))
        let isLow = try isReached(tries: 1000) { try time(isolated) - time(inProcess) < 3 }
        #expect(isLow)
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
                let task = try client.queuePrompt(PromptRequest(prompt: workflow))
                #expect(task.wait(until: Deadline(milliseconds: 30_000)))
                return task.image(at: 0)?.image.bytes
            }
            #expect(try run() == nil)
            for value: UInt8 in [3, 200] {
                let bytes = Array(repeating: value, count: 300 * 100 * 3)
                try client.addImage("mine.png", PixelImage(width: 300, height: 100, channels: 3, bytes: bytes))
                #expect(try run() == bytes)
                let link = try #require(client.children?.link(at: 0))
                kill(link.process.id, SIGKILL)
                while !link.hasEnded { usleep(1000) }
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
