internal import Tensors

/// Runs the opcodes of a pickle as far as model files need them: a stack machine that makes plain values and tensors, and
/// calls nothing. Format: CPython's Lib/pickletools.py.
struct PickleReader {
    /// Far more than a checkpoint with its optimizer takes, and a bound on memory.
    private static let maximumOperations = 1 << 21
    private static let maximumBytes = 64 << 20

    var cursor: ByteCursor
    var heap = PickleHeap()
    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [Int: PickleValue] = [:]

    init(_ cursor: ByteCursor) { self.cursor = cursor }

    /// The value of the pickle that the cursor is at, which is left behind it. What earlier ones made stays in the heap.
    mutating func read() throws(FormatError) -> PickleValue {
        (stack, marks, memo) = ([], [], [:])
        let start = cursor.position
        for _ in 0..<Self.maximumOperations {
            guard cursor.position - start <= Self.maximumBytes else { break }
            let code = try cursor.number(UInt8.self)
            guard let operation = PickleOperation(rawValue: code) else {
                throw FormatError(.unsupported, "the pickle has the opcode \(code), which no model file needs")
            }
            if operation == .stop {
                guard let value = stack.popLast(), stack.isEmpty, marks.isEmpty else { throw Self.malformed }
                return value
            }
            try run(operation)
        }
        throw FormatError(.tooLarge, "the pickle is longer than that of any model")
    }

    static let malformed = FormatError(.malformed, "not a pickle, or a damaged one")

    private mutating func run(_ operation: PickleOperation) throws(FormatError) {
        switch operation {
        case .stop: break
        case .proto:
            let version = try cursor.number(UInt8.self)
            guard version <= 5 else { throw FormatError(.unsupported, "a pickle of the protocol \(version)") }
        case .frame: try cursor.skip(8)
        case .mark: marks.append(stack.count)
        case .pop: if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
        case .popMark: _ = try popMarked()
        case .dup: push(try top())
        case .none: push(.none)
        case .newTrue: push(.bool(true))
        case .newFalse: push(.bool(false))
        case .int, .long: push(try integer(cursor.line()))
        case .binInt: push(.int(Int(try cursor.number(Int32.self))))
        case .binInt1: push(.int(Int(try cursor.number(UInt8.self))))
        case .binInt2: push(.int(Int(try cursor.number(UInt16.self))))
        case .long1: push(try longInteger(Int(cursor.number(UInt8.self))))
        case .long4: push(try longInteger(cursor.size(UInt32.self)))
        case .float:
            guard let value = Double(String(decoding: try cursor.line(), as: UTF8.self)) else { throw Self.malformed }
            push(.float(value))
        case .binFloat: push(.float(Double(bitPattern: UInt64(bigEndian: try cursor.number(UInt64.self)))))
        case .string, .unicode: push(try quoted(cursor.line()))
        case .binString: push(try text(cursor.size(UInt32.self)))
        case .shortBinString, .shortBinUnicode: push(try text(Int(cursor.number(UInt8.self))))
        case .binUnicode: push(try text(cursor.size(UInt32.self)))
        case .binUnicode8: push(try text(cursor.size(UInt64.self)))
        case .shortBinBytes: try skipBytes(Int(cursor.number(UInt8.self)))
        case .binBytes: try skipBytes(cursor.size(UInt32.self))
        case .binBytes8, .byteArray8: try skipBytes(cursor.size(UInt64.self))
        case .emptyList, .emptySet: push(heap.add(.list([])))
        case .emptyTuple: push(heap.add(.tuple([])))
        case .emptyDict: push(heap.add(.dictionary([])))
        case .list, .frozenSet: push(heap.add(.list(try popMarked())))
        case .tuple: push(heap.add(.tuple(try popMarked())))
        case .tuple1, .tuple2, .tuple3: push(heap.add(.tuple(try pop(operation.tupleCount))))
        case .dict: push(heap.add(.dictionary(try pairs(popMarked()))))
        case .append: try append([pop()])
        case .appends, .addItems: try append(popMarked())
        case .setItem: try set(pop(2))
        case .setItems: try set(popMarked())
        case .get:
            guard case .int(let place) = try integer(cursor.line()) else { throw Self.malformed }
            try recall(place)
        case .binGet: try recall(Int(cursor.number(UInt8.self)))
        case .longBinGet: try recall(cursor.size(UInt32.self))
        case .put:
            guard case .int(let place) = try integer(cursor.line()) else { throw Self.malformed }
            memo[place] = try top()
        case .binPut: memo[Int(try cursor.number(UInt8.self))] = try top()
        case .longBinPut: memo[try cursor.size(UInt32.self)] = try top()
        case .memoize: memo[memo.count] = try top()
        case .global:
            let module = String(decoding: try cursor.line(), as: UTF8.self)
            push(try Self.global(module, String(decoding: try cursor.line(), as: UTF8.self)))
        case .stackGlobal:
            let parts = try pop(2)
            guard case .string(let module) = parts[0], case .string(let name) = parts[1] else { throw Self.malformed }
            push(try Self.global(module, name))
        case .reduce, .newObject:
            let parts = try pop(2)
            guard case .global(let function) = parts[0], let arguments = heap.items(parts[1]) else {
                throw FormatError(.unsupported, "the pickle calls something that is no function")
            }
            push(try heap.call(function, arguments))
        case .build:
            let state = try pop()
            // attributes of what is otherwise whole; of anything else they would be lost
            switch try top() {
            case .container(let place):
                guard case .dictionary(let members) = heap.containers[place] else { throw Self.malformed }
                // but of a dictionary of parameters, which as a module has its members there
                if members.isEmpty, let own = heap.member(state, "_parameters").flatMap({ heap.members($0) }) {
                    heap.containers[place] = .dictionary(own)
                }
            case .tensor, .inert: break
            default: throw Self.malformed
            }
        case .binPersistentID: push(try heap.persistent(try pop()))
        }
    }

    private static func global(_ module: String, _ name: String) throws(FormatError) -> PickleValue {
        let name = "\(module).\(name)"
        guard let global = PickleGlobal.table[name] else {
            throw FormatError(
                .unsupported,
                "the pickle names \(String(name.prefix(200))), which is not among the few things that a model file may "
                    + "name; nothing of it was run or read. Convert it to safetensors if you trust it")
        }
        return .global(global)
    }

    // MARK: the stack

    private mutating func push(_ value: PickleValue) { stack.append(value) }

    private func top() throws(FormatError) -> PickleValue {
        guard let value = stack.last, stack.count > marks.last ?? 0 else { throw Self.malformed }
        return value
    }

    private mutating func pop() throws(FormatError) -> PickleValue { try pop(1)[0] }

    private mutating func pop(_ count: Int) throws(FormatError) -> [PickleValue] {
        guard stack.count - (marks.last ?? 0) >= count else { throw Self.malformed }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popMarked() throws(FormatError) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw Self.malformed }
        defer { stack.removeLast(stack.count - mark) }
        return Array(stack[mark...])
    }

    private mutating func recall(_ place: Int) throws(FormatError) {
        guard let value = memo[place] else { throw Self.malformed }
        push(value)
    }

    // MARK: containers

    private mutating func append(_ items: [PickleValue]) throws(FormatError) {
        guard case .container(let place) = try top(), case .list(var list) = heap.containers[place] else {
            throw Self.malformed
        }
        // the heap's own copy goes first, so that appending does not copy the list each time
        heap.containers[place] = .list([])
        list += items
        heap.containers[place] = .list(list)
    }

    private mutating func set(_ items: [PickleValue]) throws(FormatError) {
        // attributes of something that is left aside
        if case .inert = try top() { return }
        guard case .container(let place) = try top(), case .dictionary(var members) = heap.containers[place] else {
            throw Self.malformed
        }
        heap.containers[place] = .dictionary([])
        members += try pairs(items)
        heap.containers[place] = .dictionary(members)
    }

    private func pairs(_ items: [PickleValue]) throws(FormatError) -> [(key: PickleValue, value: PickleValue)] {
        guard items.count % 2 == 0 else { throw Self.malformed }
        return stride(from: 0, to: items.count, by: 2).map { (items[$0], items[$0 + 1]) }
    }

    // MARK: numbers and texts

    private func integer(_ line: UnsafeRawBufferPointer) throws(FormatError) -> PickleValue {
        var text = String(decoding: line, as: UTF8.self)
        if text == "00" || text == "01" { return .bool(text == "01") }
        if text.hasSuffix("L") { text.removeLast() }
        guard let value = Int(text) else { throw Self.malformed }
        return .int(value)
    }

    /// Two's complement in as many bytes as it takes; what an `Int` cannot hold is no size.
    private mutating func longInteger(_ count: Int) throws(FormatError) -> PickleValue {
        let bytes = try cursor.take(count)
        guard count <= 8 else { return .inert }
        var value: UInt64 = (bytes.last ?? 0) & 0x80 != 0 ? .max : 0
        for byte in bytes.reversed() { value = value << 8 | UInt64(byte) }
        return .int(Int(bitPattern: UInt(value)))
    }

    private mutating func text(_ count: Int) throws(FormatError) -> PickleValue {
        .string(String(decoding: try cursor.take(count), as: UTF8.self))
    }

    private func quoted(_ line: UnsafeRawBufferPointer) throws(FormatError) -> PickleValue {
        let text = String(decoding: line, as: UTF8.self)
        let isQuoted = text.utf8.count >= 2 && (text.hasPrefix("'") || text.hasPrefix("\""))
        return .string(isQuoted ? String(text.dropFirst().dropLast()) : text)
    }

    private mutating func skipBytes(_ count: Int) throws(FormatError) {
        try cursor.skip(count)
        push(.inert)
    }
}
