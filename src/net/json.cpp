#include "usher/net/json.hpp"

#include <cstdint>
#include <limits>

#include <nlohmann/json.hpp>

namespace usher::net {

using nlohmann::json;

namespace {

bool shallow(std::string_view text) {
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > max_json_depth) {
                return false;
            }
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return true;
}

} // namespace

namespace {

std::optional<json> parse(std::string_view text, std::size_t max_bytes, const json::parser_callback_t& keep) {
    if (text.size() > max_bytes || !shallow(text)) {
        return std::nullopt;
    }
    try {
        auto value = json::parse(text.begin(), text.end(), keep, false);
        if (value.is_discarded()) {
            return std::nullopt;
        }
        return value;
    } catch (const json::exception&) {
        return std::nullopt; // Numbers out of range throw even where exceptions are switched off.
    }
}

} // namespace

std::optional<json> parse_json(std::string_view text, std::size_t max_bytes) {
    return parse(text, max_bytes, nullptr);
}

std::optional<json> parse_json_without(std::string_view text, std::string_view member) {
    return parse(text, max_json_bytes, [member](int depth, json::parse_event_t event, const json& parsed) {
        return !(depth == 1 && event == json::parse_event_t::key && parsed == member);
    });
}

std::string dump_json(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

const json* member(const json& object, const char* key) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

std::string text_member(const json& object, const char* key) {
    const auto* value = member(object, key);
    return value != nullptr && value->is_string() ? value->get_ref<const std::string&>() : std::string();
}

std::optional<bool> flag_member(const json& object, const char* key) {
    const auto* value = member(object, key);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (value->is_boolean()) {
        return value->get<bool>();
    }
    if (value->is_string()) {
        const auto& word = value->get_ref<const std::string&>();
        if (word == "true" || word == "false") {
            return word == "true";
        }
    }
    return std::nullopt;
}

std::optional<long long> number_member(const json& object, const char* key) {
    const auto* value = member(object, key);
    if (value == nullptr || !value->is_number_integer()) {
        return std::nullopt;
    }
    if (value->is_number_unsigned() &&
        value->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return std::nullopt;
    }
    return value->get<std::int64_t>();
}

} // namespace usher::net
