/// What is done where a picture's proportions are not those it is resized to: it is distorted, or its middle is cut out.
package enum CropMethod: String, CaseIterable, Sendable { case disabled, center }
