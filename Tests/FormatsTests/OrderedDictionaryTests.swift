import Formats
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

    @Test func equalityForgetsTheOrder() {
        #expect(["a": 1, "b": 2] as OrderedDictionary == ["b": 2, "a": 1])
        #expect(["a": 1, "b": 2] as OrderedDictionary != ["b": 2, "a": 2])
        #expect(["a": 1] as OrderedDictionary != ["a": 1, "b": 2])
    }
}
