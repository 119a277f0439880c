#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace usher::matrix {

/// The latest `Limit` things by event id; the oldest is forgotten first.
template <class Value, std::size_t Limit>
class Remembered {
public:
    void put(const std::string& id, Value value) {
        if (const auto known = values_.find(id); known != values_.end()) {
            known->second.first = std::move(value);
            return;
        }
        order_.push_back(id);
        values_.emplace(id, std::pair(std::move(value), std::prev(order_.end())));
        if (values_.size() > Limit) {
            values_.erase(order_.front());
            order_.pop_front();
        }
    }
    [[nodiscard]] std::optional<Value> get(const std::string& id) const {
        const auto known = values_.find(id);
        return known == values_.end() ? std::nullopt : std::optional(known->second.first);
    }
    void drop(const std::string& id) {
        if (const auto known = values_.find(id); known != values_.end()) {
            order_.erase(known->second.second);
            values_.erase(known);
        }
    }

private:
    std::list<std::string> order_;
    std::map<std::string, std::pair<Value, std::list<std::string>::iterator>> values_;
};

} // namespace usher::matrix
