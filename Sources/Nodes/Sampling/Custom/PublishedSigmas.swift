internal import Glibc

/// Noise levels that others have published for numbers of steps.
enum PublishedSigmas {
    /// Sabour et al., "Align Your Steps" (arXiv 2404.14507): ten steps for each family
    /// (https://research.nvidia.com/labs/toronto-ai/AlignYourSteps/howto.html).
    static let alignedSteps: [String: [Double]] = [
        "SD1": [
            14.6146412293, 6.4745760956, 3.8636745985, 2.6946151520, 1.8841921177, 1.3943805092, 0.9642583904,
            0.6523686016, 0.3977456272, 0.1515232662, 0.0291671582,
        ],
        "SDXL": [
            14.6146412293, 6.3184485287, 3.7681790315, 2.1811480769, 1.3405244945, 0.8620721141, 0.5550693289,
            0.3798540708, 0.2332364134, 0.1114188177, 0.0291671582,
        ],
        "SVD": [700, 54.5, 15.886, 7.977, 4.248, 1.789, 0.981, 0.403, 0.173, 0.034, 0.002],
    ]

    /// As many levels, evenly spread between the logarithms of those that are given.
    static func spread(_ levels: [Double], over count: Int) -> [Double] {
        let logs = levels.map { log($0) }
        return (0..<count).map { index in
            let place = count == 1 ? 0 : Double(index) * Double(levels.count - 1) / Double(count - 1)
            let lower = min(Int(place), levels.count - 2)
            return exp(logs[lower] + (logs[lower + 1] - logs[lower]) * (place - Double(lower)))
        }
    }
}
