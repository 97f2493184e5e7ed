extension YAMLField {
    /// This field as a mapping.
    ///
    /// - Parameters:
    ///   - known: a key outside of these is refused with the nearest of them; nil allows any key.
    ///   - unsupported: keys that the format has and this reader does not; refused under their own name.
    ///   - mayBeEmpty: whether a field without a value (`process:`) stands for an empty mapping.
    package func mapping(
        known: [String]?, unsupported: [String] = [], mayBeEmpty: Bool = false
    ) throws(Failure) -> YAMLMapping<Failure> {
        if mayBeEmpty, isEmpty { return YAMLMapping(field: self, entries: []) }
        guard case .mapping(let mapping) = node else { throw expected("a mapping") }
        var entries: [(key: String, value: YAMLField)] = []
        for (keyNode, value) in mapping {
            guard case .scalar(let scalar) = keyNode else { throw expected("keys that are plain words") }
            let key = scalar.string
            if unsupported.contains(key) {
                throw child(key, keyNode).wrong("is not supported; remove it, or do without this file")
            }
            if let known, !known.contains(key) {
                throw child(key, keyNode).wrong(
                    "unknown key; \(Spelling.suggestion(for: key, among: known))")
            }
            entries.append((key, child(key, value)))
        }
        return YAMLMapping(field: self, entries: entries)
    }

    package func list() throws(Failure) -> [YAMLField] {
        guard case .sequence(let sequence) = node else { throw expected("a list") }
        return sequence.enumerated().map { index, node in
            YAMLField(node: node, path: "\(path)[\(index)]", file: file)
        }
    }

    /// The text of a scalar; `4` and `true` are the texts they are written as.
    package func string() throws(Failure) -> String {
        guard case .scalar(let scalar) = node, !isEmpty else { throw expected("a text") }
        guard !scalar.string.unicodeScalars.contains("\0") else { throw wrong("a text cannot hold a NUL character") }
        return scalar.string
    }

    /// One of a few words.
    package func word<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type
    ) throws(Failure) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: try string()) else {
            throw expected("one of \(Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "))")
        }
        return choice
    }

    package func boolean() throws(Failure) -> Bool {
        switch try string() {
        case "true": true
        case "false": false
        default: throw expected("true or false")
        }
    }

    package func integer(in range: ClosedRange<Int>) throws(Failure) -> Int {
        guard let value = Int(try string()), range.contains(value) else {
            throw expected("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    package func number(in range: ClosedRange<Double>) throws(Failure) -> Double {
        guard let value = Double(try string()), range.contains(value) else {
            throw expected("a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A text that is as `expectation` says.
    package func string(_ expectation: String, where isRight: (String) -> Bool) throws(Failure) -> String {
        let text = try string()
        guard isRight(text) else { throw expected(expectation) }
        return text
    }

    package func strings() throws(Failure) -> [String] {
        var texts: [String] = []
        for field in try list() { texts.append(try field.string()) }
        return texts
    }

    /// A duration with its unit, in seconds: `250ms`, `1.5s`, `2min`.
    package func seconds(in range: ClosedRange<Double>) throws(Failure) -> Double {
        guard let seconds = Quantity.seconds(try string()), range.contains(seconds) else {
            throw expected(
                "a duration with its unit (250ms, 60s, 5min) from \(range.lowerBound) to \(range.upperBound) seconds")
        }
        return seconds
    }

    /// A rate with its unit, in events per second: `40/s`, `90/min`.
    package func rate(in range: ClosedRange<Double>) throws(Failure) -> Double {
        guard let rate = Quantity.rate(try string()), range.contains(rate) else {
            throw expected(
                "a rate with its unit (40/s, 90/min, 5/h) from \(range.lowerBound) to \(range.upperBound) per second")
        }
        return rate
    }

    /// A size with its unit, in MiB: `512MiB`, `2GiB`.
    package func mebibytes(in range: ClosedRange<Int>) throws(Failure) -> Int {
        guard let mebibytes = Quantity.mebibytes(try string()), range.contains(mebibytes) else {
            throw expected(
                "a size in whole MiB or GiB (512MiB, 2GiB) from \(range.lowerBound) to \(range.upperBound) MiB")
        }
        return mebibytes
    }

    /// A positive quantity as Kubernetes writes them (`250m`, `0.5`, `2k`), in thousandths, rounded up.
    ///
    /// - Parameter most: in units; bytes need more than the number of CPUs that there can be.
    package func milliQuantity(most: Int = Int(Int32.max)) throws(Failure) -> Int {
        guard let quantity = Quantity.kubernetes(try string()), quantity > 0, let milli = Quantity.milli(quantity),
            milli / 1000 <= most
        else {
            throw expected("a positive Kubernetes quantity such as 250m, 0.5 or 2k")
        }
        return milli
    }

    /// A Kubernetes quantity of at least 0, such as `0.05` or `50m`.
    package func ratio() throws(Failure) -> Double {
        guard let quantity = Quantity.kubernetes(try string()), quantity >= 0 else {
            throw expected("a Kubernetes quantity of at least 0, such as 0.05")
        }
        return Quantity.double(quantity)
    }
}
