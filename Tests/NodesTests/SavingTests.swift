import Folders
import Formats
import Glibc
import System
import TestSupport
import Testing
import Workflow

@testable import Nodes

@Suite struct SavingTests {
    private func template() -> FilenameTemplate {
        var template = FilenameTemplate(width: 640, height: 48)
        template.time = tm()
        template.time.tm_year = 126
        template.time.tm_mon = 2
        template.time.tm_mday = 7
        template.time.tm_hour = 14
        template.time.tm_min = 5
        template.time.tm_sec = 9
        return template
    }

    /// Linear time, or this takes minutes.
    @Test func longRunsInDates() {
        let letters = String(repeating: "a", count: 1 << 18) + String(repeating: "y", count: 1 << 18)
        let years = String(repeating: "2026", count: 1 << 16)
        #expect(template().expand("%date:\(letters)%") == String(repeating: "a", count: 1 << 18) + years)
    }

    @Test func longPrefixesAreRefusedAtOnce() throws {
        let base = TemporaryFolder()
        #expect {
            try SaveTarget(
                prefix: String(repeating: "a/", count: 1 << 25), root: base.path + "/output", template: template())
        } throws: { ($0 as? NodeError)?.type == "OSError" }
        #expect(!base.exists("output"))
    }

    @Test(arguments: [
        ("a_%width%x%height%", "a_640x48"), ("%year%-%month%-%day%", "2026-03-07"),
        ("%hour%%minute%%second%", "140509"),
        ("%date:yyyy-MM-dd%/x", "2026-03-07/x"), ("%date:yy.M.d h:m:s%", "26.3.7 14:5:9"), ("%date:hhmmss%", "140509"),
        ("100%", "100%"), ("%%width%", "%640"), ("%unknown%", "%unknown%"), ("%batch_num%", "%batch_num%"),
        ("%Empty Latent Image.width%", "%Empty Latent Image.width%"), ("", ""),
    ]) func placeholders(_ prefix: String, _ expected: String) {
        #expect(template().expand(prefix) == expected)
    }

    @Test(arguments: [
        ("ComfyUI", "", "ComfyUI"), ("a/b/c", "a/b", "c"), ("a//b/./c", "a/b", "c"), ("a\\b\\c", "a/b", "c"),
        ("a/../b", "", "b"),
        ("./x", "", "x"),
        ("a/b/", "a", "b"), ("..", "", ".."),
    ]) func prefixesChooseFolders(_ prefix: String, _ subfolder: String, _ stem: String) throws {
        let base = TemporaryFolder()
        let target = try SaveTarget(prefix: prefix, root: base.path + "/output", template: template())
        #expect(target.subfolder == subfolder)
        #expect(target.stem == stem)
        #expect(base.exists("output/" + subfolder))
    }

    @Test(arguments: [
        "..\\x", "a\\..\\..\\x", "\\x", "../x", "a/../../x", "/tmp/x", "/x", "../output2/x",
        "a\0b",
    ])
    func prefixesStayInTheOutputFolder(_ prefix: String) throws {
        let base = TemporaryFolder()
        base.makeFolder("output")
        #expect(throws: NodeError.self) {
            _ = try SaveTarget(prefix: prefix, root: base.path + "/output", template: template())
        }
        #expect(base.names("") == ["output"])
    }

    @Test(arguments: ["linked/x", "linked/deep/x"]) func linksAreFollowedUnlessConfined(_ prefix: String) throws {
        let base = TemporaryFolder()
        base.makeFolder("output")
        base.makeFolder("elsewhere")
        base.link("output/linked", to: base.path + "/elsewhere")
        let error = #expect(throws: NodeError.self) {
            _ = try SaveTarget(
                prefix: prefix, root: base.path + "/output", links: LinkRoots([base.path + "/other"]),
                template: template())
        }
        #expect(error?.message.contains("the link \(base.path)/output/linked leads to \(base.path)/elsewhere") == true)
        #expect(base.names("elsewhere") == [])
        for links in [LinkRoots.anywhere, LinkRoots([base.path + "/elsewhere"])] {
            let target = try SaveTarget(
                prefix: prefix, root: base.path + "/output", links: links, template: template())
            #expect(target.folder.hasPrefix(base.path + "/output/linked"))
        }
        #expect(base.names("elsewhere") == (prefix.contains("deep") ? ["deep"] : []))
    }

    @Test func theErrorSaysWhere() throws {
        let base = TemporaryFolder()
        do {
            _ = try SaveTarget(prefix: "../x", root: base.path + "/output", template: template())
            Issue.record("no error")
        } catch {
            #expect(error.type == "Exception")
            #expect(error.message.contains("Saving image outside the output folder is not allowed."))
            #expect(error.message.contains("commonpath: \(base.path)"))
        }
    }

    @Test func countersGoOn() throws {
        let base = TemporaryFolder()
        for name in ["x_00007_.png", "x_00009_.latent", "x_12_more.txt", "xy_00050_.png", "x_junk_.png", "X_99_.png"] {
            base.make("output/" + name)
        }
        let target = try SaveTarget(prefix: "x", root: base.path + "/output", template: template())
        #expect(target.nextCounter() == 13)
        #expect(try SaveTarget(prefix: "new/y", root: base.path + "/output", template: template()).nextCounter() == 1)
    }

    @Test func manySaversNeverShareAName() throws {
        let base = TemporaryFolder()
        let target = try SaveTarget(prefix: "b%batch_num%", root: base.path + "/output", template: template())
        let threads = (0..<4).map { thread in
            PosixThread {
                for _ in 0..<4 {
                    _ = try? NumberedFiles.write(3, to: target, suffix: ".png") { (_, path) throws(FormatError) in
                        (try? AtomicFile.write([UInt8(thread)], to: path, overwriting: false)) ?? false
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(base.names("output").count == 48)
        #expect(base.names("output").filter { $0.hasPrefix("b2_") }.count == 16)
    }
}

/// A thread that runs a closure.
final class PosixThread {
    private var thread = pthread_t()

    init(_ body: @escaping @Sendable () -> Void) {
        final class Box {
            let body: @Sendable () -> Void; init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        let box = Unmanaged.passRetained(Box(body))
        pthread_create(
            &thread, nil,
            { raw in
                Unmanaged<Box>.fromOpaque(raw!).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
    }

    func join() { pthread_join(thread, nil) }
}
