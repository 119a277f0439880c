#include "card/link.hpp"

#include <algorithm>

namespace usher::card {

namespace {

constexpr std::string_view placeholder = "{number}";

// https://www.rfc-editor.org/rfc/rfc3986#section-2.3
bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        if (is_unreserved(c)) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += '%';
        result += digits[byte >> 4U];
        result += digits[byte & 0x0FU];
    }
    return result;
}

bool is_access_key(std::string_view parameter) {
    if (parameter.starts_with("amp;")) { // copied from a page's source
        parameter.remove_prefix(4);
    }
    const auto name = parameter.substr(0, parameter.find('='));
    return name == "c" || name == "C";
}

std::string without_access_key(std::string_view url) {
    const auto query_start = url.find('?');
    if (query_start == std::string_view::npos) {
        return std::string(url);
    }
    const auto fragment_start = std::min(url.find('#', query_start), url.size());
    auto query = url.substr(query_start + 1, fragment_start - query_start - 1);
    std::string result(url.substr(0, query_start));
    char separator = '?';
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto parameter = query.substr(0, end);
        if (!is_access_key(parameter)) {
            result += separator;
            result += parameter;
            separator = '&';
        }
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    result += url.substr(fragment_start);
    return result;
}

} // namespace

std::string link_to(std::string_view link_template, std::string_view number) {
    const bool is_web_address = link_template.starts_with("https://") || link_template.starts_with("http://");
    if (!is_web_address || number.empty() || link_template.find(placeholder) == std::string_view::npos) {
        return {};
    }
    auto link = without_access_key(link_template);
    const auto encoded = percent_encoded(number);
    for (auto at = link.find(placeholder); at != std::string::npos; at = link.find(placeholder, at + encoded.size())) {
        link.replace(at, placeholder.size(), encoded);
    }
    return link;
}

} // namespace usher::card
