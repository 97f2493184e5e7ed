extension ContiguousArray<Int64> {
    /// The element that would be at position `rank` were the array sorted, by moving elements about; O(n) on average.
    ///
    /// Hoare, "Algorithm 65: Find", CACM 4 (1961), the pivot from the middle.
    mutating func select(_ rank: Int) -> Int64 {
        var low = 0
        var high = count - 1
        while low < high {
            let pivot = self[low + (high - low) / 2]
            var left = low
            var right = high
            while left <= right {
                while self[left] < pivot { left += 1 }
                while pivot < self[right] { right -= 1 }
                guard left <= right else { break }
                swapAt(left, right)
                left += 1
                right -= 1
            }
            if rank <= right {
                high = right
            } else if rank >= left {
                low = left
            } else {
                break
            }
        }
        return self[rank]
    }
}
