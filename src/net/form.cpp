#include "net/form.hpp"

#include "net/ascii.hpp"
#include "usher/net/http_client.hpp"
#include "usher/net/http_server.hpp"

namespace usher::net {

namespace {

constexpr int hex_value(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    const char l = lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

/// The byte of the escape at `text[at]`, or -1.
constexpr int escape_at(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size()) {
        return -1;
    }
    const int high = hex_value(text[at + 1]);
    const int low = hex_value(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void append_encoded(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        if (is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '*') {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 0x0fU];
        }
    }
}

/// What browsers do: a broken escape stands for itself.
std::string form_value(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (const int byte = text[i] == '%' ? escape_at(text, i) : -1; byte >= 0) {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

} // namespace

std::string form_encode(const std::vector<std::pair<std::string, std::string_view>>& fields) {
    std::size_t size = 0;
    for (const auto& [name, value] : fields) {
        size += 3 * (name.size() + value.size()) + 2;
    }
    std::string out;
    out.reserve(size); // Never grows: a value may be a password, and growing would leave copies behind.
    for (const auto& [name, value] : fields) {
        if (!out.empty()) {
            out += '&';
        }
        append_encoded(out, name);
        out += '=';
        append_encoded(out, value);
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> form_decode(std::string_view body) {
    std::vector<std::pair<std::string, std::string>> fields;
    while (!body.empty()) {
        const auto end = body.find('&');
        const auto field = body.substr(0, end);
        body = end == std::string_view::npos ? std::string_view{} : body.substr(end + 1);
        if (field.empty()) {
            continue;
        }
        const auto equals = field.find('=');
        const auto value = equals == std::string_view::npos ? std::string_view{} : field.substr(equals + 1);
        fields.emplace_back(form_value(field.substr(0, equals)), form_value(value));
    }
    return fields;
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const int byte = escape_at(text, i);
        if (byte < 0) {
            return std::nullopt;
        }
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

} // namespace usher::net
