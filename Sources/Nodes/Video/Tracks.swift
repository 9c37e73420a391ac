internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// TRACKS: the ways of points through a film, ComfyUI's dictionary of two tensors.
struct Tracks {
    /// Pixels, x and y. [T, N, 2]
    var path: Tensor
    /// 1 where a point is seen. [T, N], or [T, 1] for all points
    var visibility: Tensor

    init(path: Tensor, visibility: Tensor) {
        self.path = path
        self.visibility = visibility
    }

    init(_ value: Value?, _ name: String) throws(NodeError) {
        guard let members = value?.dictionary, let path = members["track_path"]?.tensor, path.rank == 3,
            path.shape[2] == 2, !path.shape.contains(0)
        else { throw NodeError("TypeError", "the input \(name) is not a list of tracks") }
        self.path = try floats(path)
        guard let seen = members["track_visibility"]?.tensor else {
            visibility = Tensor(repeating: 1, [path.shape[0], path.shape[1]])
            return
        }
        guard seen.rank == 2, seen.shape[0] > 0, seen.shape[1] == path.shape[1] || seen.shape[1] == 1 else {
            throw NodeError("ValueError", "\(name) has a visibility of shape \(seen.shape) for \(path.shape)")
        }
        visibility = try floats(seen)
    }

    var value: Value { .dictionary(["track_path": .tensor(path), "track_visibility": .tensor(visibility)]) }
    var frames: Int { path.shape[0] }
    var count: Int { path.shape[1] }

    func isSeen(_ frame: Int, _ point: Int) -> Bool {
        let (frames, points) = (visibility.shape[0], visibility.shape[1])
        guard frame < frames else { return false }
        return visibility.withFloats { $0[frame * points + min(point, points - 1)] != 0 }
    }

    /// All points are seen, or in the frames whose mask is above 0 somewhere.
    static func visibility(_ inputs: NodeInputs, frames: Int, count: Int) throws -> Tensor {
        guard inputs["track_mask"]?.tensor != nil else { return Tensor(repeating: 1, [frames, count]) }
        let mask = try inputs.mask("track_mask")
        let plane = mask.shape[1] * mask.shape[2]
        let seen = mask.withFloats { values in
            (0..<mask.shape[0]).map { frame -> Float in
                values[frame * plane..<(frame + 1) * plane].contains { $0 > 0 } ? 1 : 0
            }
        }
        return Tensor(seen, shape: [seen.count, 1])
    }

    /// ComfyUI's text of tracks: one list of points `{"x": 1, "y": 2}` or several; quotes may be single.
    static func parse(_ text: String) throws(NodeError) -> [[(x: Double, y: Double)]] {
        let json: JSON
        do throws(FormatError) {
            json = try JSON(parsing: Array(text.replacing(text: "'", with: "\"").utf8))
        } catch {
            throw NodeError("ValueError", "the tracks are not JSON: \(error.message)")
        }
        guard let items = json.array, !items.isEmpty else {
            throw NodeError("ValueError", "the tracks are not a list of points")
        }
        let lists = items.allSatisfy { $0.object != nil } ? [items] : items.compactMap(\.array)
        let tracks = lists.map { points in
            points.compactMap { point -> (x: Double, y: Double)? in
                guard let x = point["x"]?.number, let y = point["y"]?.number, x.isFinite, y.isFinite else { return nil }
                return (x, y)
            }
        }
        guard tracks.map(\.count) == lists.map(\.count), lists.count == items.count || lists.count == 1,
            tracks.allSatisfy({ !$0.isEmpty })
        else { throw NodeError("ValueError", "the tracks are not lists of points with x and y") }
        return tracks
    }
}
