import Formats
import System
import Testing

@Suite struct OrderedDictionaryTests {
    /// Against a plain list, from none to more members than are looked at one by one, and back.
    @Test func doesWhatAListDoes() {
        var dictionary: OrderedDictionary<Int> = [:]
        var list: [(key: String, value: Int)] = []
        for step in 0..<40 {
            dictionary["\(step)"] = step
            list.append(("\(step)", step))
            if step % 3 == 2 {
                let gone = step / 2
                dictionary["\(gone)"] = nil
                list.removeAll { $0.key == "\(gone)" }
            }
            check(dictionary, list)
        }
        for key in list.map(\.key) {
            dictionary[key] = nil
            list.removeFirst()
            check(dictionary, list)
        }
    }

    private func check(_ dictionary: OrderedDictionary<Int>, _ list: [(key: String, value: Int)]) {
        #expect(dictionary.count == list.count && dictionary.isEmpty == list.isEmpty)
        #expect(dictionary.map(\.key) == list.map(\.key) && dictionary.map(\.value) == list.map(\.value))
        for (place, member) in list.enumerated() {
            #expect(dictionary[member.key] == member.value && dictionary.place(of: member.key) == place)
            #expect(dictionary.member(at: place)?.key == member.key)
        }
        #expect(dictionary["none"] == nil && dictionary.member(at: list.count) == nil)
    }

    @Test(arguments: [3, 30]) func settingAgainKeepsThePlace(count: Int) {
        var dictionary = OrderedDictionary<Int>(capacity: count)
        for key in 0..<count { dictionary["\(key)"] = key }
        dictionary["1"] = 100
        dictionary.set(200, at: 2)
        #expect(dictionary.keys == (0..<count).map(String.init))
        #expect(dictionary["1"] == 100 && dictionary["2"] == 200)
    }

    /// Not what Unicode takes for the same.
    @Test(arguments: [0, 30]) func keysAreTheirBytes(others: Int) {
        let keys = ["\u{e9}", "e\u{301}", "a\u{323}\u{307}", "a\u{307}\u{323}"]
        var dictionary: OrderedDictionary<Int> = [:]
        for other in 0..<others { dictionary["\(other)"] = other }
        for (place, key) in keys.enumerated() { dictionary[key] = 100 + place }
        #expect(dictionary.count == others + keys.count)
        for (place, key) in keys.enumerated() {
            #expect(dictionary[key] == 100 + place && dictionary.place(of: key) == others + place)
        }
    }

    @Test func equalityForgetsTheOrder() {
        #expect(["a": 1, "b": 2] as OrderedDictionary == ["b": 2, "a": 1])
        #expect(["a": 1, "b": 2] as OrderedDictionary != ["b": 2, "a": 2])
        #expect(["a": 1] as OrderedDictionary != ["a": 1, "b": 2])
    }
}
