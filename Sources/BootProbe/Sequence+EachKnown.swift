extension Sequence {
    /// A value of each element; nil where one has none.
    package func eachKnown<Value>(_ value: (Element) -> Value?) -> [Value]? {
        var known: [Value] = []
        for element in self {
            guard let value = value(element) else { return nil }
            known.append(value)
        }
        return known
    }
}
