import Foundation
import FoundationXML

/// Reads a document with a parser that is not ours, and keeps each element by its path.
final class XMLReader: NSObject, XMLParserDelegate {
    private(set) var paths: [String] = []
    private(set) var attributes: [String: [String: String]] = [:]
    private var texts: [String: String] = [:]
    private var open: [String] = []

    func read(_ document: String) throws {
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        if !parser.parse() { throw parser.parserError ?? CocoaError(.coderReadCorrupt) }
    }

    func text(of path: String) -> String? { texts[path] }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes list: [String: String]
    ) {
        open.append(name)
        let path = open.joined(separator: "/")
        paths.append(path)
        attributes[path] = list
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        texts[open.joined(separator: "/"), default: ""] += string
    }
}
