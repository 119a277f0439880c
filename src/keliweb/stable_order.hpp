#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace usher::keliweb {

/// Sorts by keys that stand beside the values; equal keys keep their order. (`std::stable_sort` of libstdc++ 12 uses
/// what C++20 removed.)
template <class Value, class Key>
void sort_stably(std::vector<Value>& values, const std::vector<Key>& keys) {
    std::vector<std::size_t> order(values.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::ranges::sort(order, [&](std::size_t left, std::size_t right) {
        return std::pair(keys[left], left) < std::pair(keys[right], right);
    });
    std::vector<Value> sorted;
    sorted.reserve(values.size());
    for (const auto i : order) {
        sorted.push_back(std::move(values[i]));
    }
    values = std::move(sorted);
}

} // namespace usher::keliweb
