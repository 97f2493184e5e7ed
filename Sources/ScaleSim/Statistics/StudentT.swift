/// Student's t distribution with a whole number of degrees of freedom.
package enum StudentT {
    /// The half-width factor of a two-sided 95 % confidence interval; `degrees` is at least 1.
    package static func twoSided95(degrees: Int) -> Double { twoSided(confidence: 0.95, degrees: degrees) }

    /// The half-width factor of a two-sided interval of any confidence between 0 and 1; `degrees` is at least 1.
    package static func twoSided(confidence: Double, degrees: Int) -> Double {
        precondition(degrees >= 1, "there is a degree of freedom")
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        var low = 0.0
        var high = 16.0
        while probabilityWithin(high, degrees: degrees) < confidence { high *= 2 }
        while high - low > 1e-12 * high {
            let middle = (low + high) / 2
            if probabilityWithin(middle, degrees: degrees) < confidence { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The probability of a value between −t and t (Abramowitz and Stegun, 26.7.3 and 26.7.4).
    package static func probabilityWithin(_ t: Double, degrees: Int) -> Double {
        let tangent = t / Double(degrees).squareRoot()
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        let sine = tangent * cosine
        let odd = !degrees.isMultiple(of: 2)
        let angle = odd ? arctangent(tangent) : 0
        if degrees == 1 { return 2 * angle / .pi }
        // 1 + 1/2 cos² + (1·3)/(2·4) cos⁴ + …, or for odd degrees cos + 2/3 cos³ + …
        var term = odd ? cosine : 1
        var sum = term
        for index in stride(from: odd ? 3 : 2, to: degrees - 1, by: 2) {
            term *= cosine * cosine * Double(index - 1) / Double(index)
            sum += term
        }
        return odd ? 2 / .pi * (angle + sine * sum) : sine * sum
    }
}
