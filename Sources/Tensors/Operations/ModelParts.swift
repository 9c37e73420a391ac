/// The parts of a model, which may be computed in different precisions.
package struct ModelParts: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let unet = ModelParts(rawValue: 1)
    package static let textEncoder = ModelParts(rawValue: 2)
    package static let autoencoder = ModelParts(rawValue: 4)
    package static let all: ModelParts = [.unet, .textEncoder, .autoencoder]
}
