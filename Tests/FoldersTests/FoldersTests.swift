import Formats
import Glibc
import Synchronization
import System
import TestSupport
import Testing

@testable import Folders

@Suite struct FoldersTests {
    @Test func listsEveryRootByCodePoints() {
        let base = TemporaryFolder()
        for name in ["b.safetensors", "a.ckpt", "B.SAFETENSORS", "notes.txt", "sub/deep/c.sft", "z.gguf", ".git/x.pt"] {
            base.make("models/checkpoints/" + name)
        }
        base.make("more/b.safetensors")
        base.make("more/d.pt")
        base.make("models/unet/u.safetensors")
        base.make("models/diffusion_models/v.safetensors")
        var paths = Folders.Paths(basePaths: [base.path])
        paths.additional = [("checkpoints", base.path + "/more", false)]
        let folders = try! Folders(paths)
        #expect(
            folders.files(of: "checkpoints") == [
                "B.SAFETENSORS", "a.ckpt", "b.safetensors", "d.pt", "sub/deep/c.sft", "z.gguf",
            ])
        #expect(folders.files(of: "unet") == ["u.safetensors", "v.safetensors"])
        #expect(folders.files(of: "diffusion_models") == folders.files(of: "unet"))
        #expect(folders.files(of: "loras") == [])
        #expect(folders.files(of: "no such category") == [])
        #expect(folders.categories.contains("embeddings"))
        guard case .disk(let path)? = folders.file("b.safetensors", of: "checkpoints") else { Issue.record(); return }
        #expect(path == base.path + "/models/checkpoints/b.safetensors")
    }

    /// As in the hiddenswitch fork 0.10.0.
    @Test func foldersOfACategoryAreSearchedInOrder() {
        let base = TemporaryFolder()
        for (name, alias) in [("diffusion_models", "unet"), ("text_encoders", "clip")] {
            let folders = [name, alias]
            for folder in folders { base.make("models/\(folder)/same.safetensors") }
            let paths = folders.map { base.path + "/models/" + $0 }
            for alias in folders {
                #expect(base.folders.roots(of: alias) == paths)
                guard case .disk(let path)? = base.folders.file("same.safetensors", of: alias) else {
                    Issue.record()
                    continue
                }
                #expect(path == paths[0] + "/same.safetensors")
            }
            #expect(base.folders.files(of: name) == ["same.safetensors"])
        }
        #expect(base.folders.roots(of: "diff_controlnet") == base.folders.roots(of: "controlnet"))
        #expect(FolderCategory.table.object?.count == FolderCategory.all.count)
    }

    /// Those of one folder alone, on the disk or in memory.
    @Test func siblings() throws {
        let base = TemporaryFolder()
        for name in ["b.gguf", "a.txt", "sub/c.gguf", "sub/B.gguf", "sub/deep/d.gguf"] {
            base.make("models/clip/\(name)")
        }
        let folders = base.folders
        func names(_ name: String) throws -> [String] {
            let file = try #require(folders.file(name, of: "clip"))
            let (ownName, files) = folders.siblings(of: file, named: name, in: "clip")
            #expect(files.contains { $0.name == ownName })
            return files.map(\.name)
        }
        #expect(try names("b.gguf") == ["a.txt", "b.gguf"] && names("sub/c.gguf") == ["B.gguf", "c.gguf"])
        let bytes = UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8))
        defer { bytes.deallocate() }
        for name in ["sub/x.gguf", "sub/w.gguf", "y.gguf"] {
            folders.register(MemoryFile(pointer: bytes, size: 8) {}, as: name, of: "text_encoders")
        }
        #expect(try names("sub/x.gguf") == ["w.gguf", "x.gguf"] && names("y.gguf") == ["y.gguf"])
    }

    @Test func additionalDefaultRootComesFirst() {
        let base = TemporaryFolder()
        base.make("models/vae/v.pt")
        base.make("more/v.pt")
        var paths = Folders.Paths(basePaths: [base.path])
        paths.additional = [("vae", "more", true)]
        guard case .disk(let path)? = try! Folders(paths).file("v.pt", of: "vae") else { Issue.record(); return }
        #expect(path == base.path + "/more/v.pt")
        // Also one that was there before.
        paths.additional = [("vae", "first", true), ("vae", "models/vae", true), ("vae", "first", false)]
        #expect(try! Folders(paths).roots(of: "vae") == [base.path + "/models/vae", base.path + "/first"])
    }

    @Test func listingsNoticeChanges() {
        let base = TemporaryFolder()
        let folders = base.folders
        #expect(folders.files(of: "loras") == [])
        for i in 0..<50 {
            base.make("models/loras/sub/\(i).safetensors")
            #expect(folders.files(of: "loras").count == i + 1)
        }
        unlink(base.path + "/models/loras/sub/7.safetensors")
        #expect(folders.files(of: "loras").count == 49)
        // Settled directories are not read again, and still noticed.
        usleep(150_000)
        #expect(folders.files(of: "loras").count == 49)
        #expect(folders.files(of: "loras").count == 49)
        base.make("models/loras/new.safetensors")
        #expect(folders.files(of: "loras").count == 50)
    }

    @Test func followsLinksOnceAndSurvivesLoops() {
        let base = TemporaryFolder()
        base.make("elsewhere/m.safetensors")
        base.make("models/checkpoints/a.safetensors")
        base.link("models/checkpoints/linked", to: base.path + "/elsewhere")
        base.link("models/checkpoints/loop", to: base.path + "/models/checkpoints")
        base.link("models/checkpoints/broken.safetensors", to: "/nowhere")
        #expect(base.folders.files(of: "checkpoints") == ["a.safetensors", "linked/m.safetensors"])
        #expect(base.folders.file("linked/m.safetensors", of: "checkpoints") != nil)
    }

    @Test func foldersInNamesHaveAnySystemsSeparator() {
        let base = TemporaryFolder()
        base.make("models/checkpoints/sub/deep/a.safetensors")
        base.make("models/checkpoints/odd\\name.safetensors")
        base.make("input/sub/b.png")
        let folders = base.folders
        #expect(folders.file("sub\\deep\\a.safetensors", of: "checkpoints") != nil)
        #expect(folders.file("sub\\deep/a.safetensors", of: "checkpoints") != nil)
        guard case .disk(let path)? = folders.file("odd\\name.safetensors", of: "checkpoints") else {
            Issue.record("a file with a backslash in its name")
            return
        }
        #expect(path == base.path + "/models/checkpoints/odd\\name.safetensors")
        #expect(folders.annotatedFile("sub\\b.png [input]") == base.path + "/input/sub/b.png")
    }

    @Test(arguments: [
        "..\\secret.safetensors", "sub\\..\\..\\secret.safetensors", "\\etc\\passwd",
        "../secret.safetensors", "sub/../../secret.safetensors", "/etc/passwd", "a\0.safetensors", "", ".", "..", "sub",
        "../checkpoints/a.safetensors",
    ]) func modelNamesStayInTheirFolder(_ name: String) {
        let base = TemporaryFolder()
        base.make("models/secret.safetensors")
        base.make("models/checkpoints/a.safetensors")
        base.make("models/checkpoints/sub/b.safetensors")
        #expect(base.folders.file(name, of: "checkpoints") == nil)
    }

    @Test(arguments: [
        "..\\secret.png", "sub\\../..\\secret.png", "\\etc\\passwd",
        "../secret.png", "sub/../../secret.png", "/etc/passwd", "a\0.png", "", ".", "..", "sub", "../input/a.png",
        "../secret.png [output]", "secret.png [temp]", "a.png [user]",
    ]) func inputNamesStayInTheirFolder(_ name: String) {
        let base = TemporaryFolder()
        base.make("secret.png")
        base.make("input/a.png")
        base.make("input/sub/b.png")
        base.makeFolder("output")
        #expect(base.folders.annotatedFile(name) == nil)
    }

    /// As ComfyUI has it; their owner may confine them.
    @Test func linksAreFollowedWhereTheyMayLead() throws {
        let base = TemporaryFolder()
        base.make("elsewhere/a.png")
        base.makeFolder("input")
        base.link("input/link.png", to: base.path + "/elsewhere/a.png")
        base.link("input/linked", to: base.path + "/elsewhere")
        let names = ["link.png", "linked/a.png", "linked\\a.png", "linked/a.png [input]"]
        for name in names { #expect(base.folders.annotatedFile(name) != nil) }
        var paths = Folders.Paths(basePaths: [base.path])
        paths.linkRoots = []
        let confined = try Folders(paths)
        for name in names { #expect(confined.annotatedFile(name) == nil) }
        let reason = confined.absence(of: "linked/a.png")
        #expect(reason.contains("the link \(base.path)/input/linked leads to \(base.path)/elsewhere/a.png"))
        #expect(confined.absence(of: "none.png").isEmpty)
        #expect(confined.absence(of: "/etc/passwd").contains("an absolute path"))
        #expect(confined.absence(of: "../a.png").contains("out of the input folder"))
        paths.linkRoots = ["elsewhere"]
        for name in names { #expect(try Folders(paths).annotatedFile(name) != nil) }
    }

    @Test func annotationsChooseTheFolder() {
        let base = TemporaryFolder()
        for name in ["input/a.png", "output/sub/b.png", "temp/c.png"] { base.make(name) }
        let folders = base.folders
        #expect(folders.annotatedFile("a.png") == base.path + "/input/a.png")
        #expect(folders.annotatedFile("a.png [input]") == base.path + "/input/a.png")
        #expect(folders.annotatedFile("sub/b.png [output]") == base.path + "/output/sub/b.png")
        #expect(folders.annotatedFile("c.png [temp]") == base.path + "/temp/c.png")
        #expect(folders.annotatedFile("c.png") == nil)
        #expect(Folders.annotation(of: "[output]") == ("", .output))
    }

    @Test func inputFilesComeInNaturalOrder() {
        let base = TemporaryFolder()
        for name in ["a10.png", "a2.png", "b.PNG", "a2b.png", "readme.txt", "sub/c.png", "2.png", "10.png"] {
            base.make("input/" + name)
        }
        let folders = base.folders
        folders.register(PixelImage(width: 1, height: 1, channels: 3, bytes: [1, 2, 3]), as: "a3 from memory")
        #expect(
            folders.inputFiles(suffixes: [".png"], includingImages: true)
                == ["2.png", "10.png", "a2.png", "a2b.png", "a3 from memory", "a10.png", "b.PNG"])
        #expect(folders.unregisterImage("a3 from memory"))
        #expect(!folders.unregisterImage("a3 from memory"))
    }

    @Test func modelsInMemoryAreListedAndReleasedOnce() {
        let base = TemporaryFolder()
        base.make("models/checkpoints/a.safetensors")
        let folders = base.folders
        let released = Mutex(0)
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
        func register() {
            let file = MemoryFile(pointer: bytes, size: 8) { released.withLock { $0 += 1 } }
            folders.register(file, as: "mine", of: "checkpoints")
        }
        register()
        #expect(folders.files(of: "checkpoints") == ["a.safetensors", "mine"])
        guard case .memory(let file)? = folders.file("mine", of: "checkpoints") else { Issue.record(); return }
        #expect(file.size == 8)
        #expect(folders.unregisterModel("mine", of: "checkpoints"))
        #expect(released.withLock { $0 } == 0)
        #expect(folders.files(of: "checkpoints") == ["a.safetensors"])
        _ = consume file
        #expect(released.withLock { $0 } == 1)
        bytes.deallocate()
    }
}
