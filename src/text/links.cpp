#include "text/links.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "text/codepoints.hpp"

namespace usher::text {

namespace {

constexpr std::size_t longest_href = 2048;
constexpr std::size_t longest_label = 4096; // Beyond, a label is not read but taken for misleading.

struct Address {
    std::string_view host; ///< Without port.
    bool plain = true;     ///< No user info, no backslash.
};

Address parse_http(std::string_view href) {
    const auto start = href.find("://") + 3;
    const auto authority = href.substr(start, std::min(href.find_first_of("/?#", start), href.size()) - start);
    const auto colon = authority.starts_with('[') ? authority.find(':', authority.find(']')) : authority.find(':');
    return {authority.substr(0, colon), authority.find('@') == std::string_view::npos};
}

bool is_http(std::string_view lower) {
    return lower.starts_with("http://") || lower.starts_with("https://");
}

void append_percent(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(digits[byte >> 4U]);
    out.push_back(digits[byte & 0x0FU]);
}

/// Browsers drop line ends and tabs inside an address ("java\nscript:"), so they are gone before anything is judged.
std::string without_controls(std::string_view raw) {
    std::string out;
    for (const char c : trimmed(raw)) {
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) {
            out.push_back(c);
        }
    }
    return out;
}

std::string safe_http(std::string_view href) {
    const auto address = parse_http(href);
    if (!address.plain || address.host.empty() || address.host.find('%') != std::string_view::npos ||
        href.find('\\') != std::string_view::npos) {
        return {};
    }
    if (address.host.find_first_of(" \"<>`'{}|^") != std::string_view::npos) {
        return {};
    }
    std::string out;
    for (const char c : href) {
        if (std::string_view(" \"<>`").find(c) != std::string_view::npos) {
            append_percent(out, c);
        } else {
            out.push_back(c);
        }
    }
    return out;
}

/// Only the address: headers such as `?bcc=` would make a click say more than the label does.
std::string safe_mailto(std::string_view href) {
    const auto address = href.substr(0, href.find('?'));
    const auto at = address.find('@');
    const bool odd = address.find_first_of(" \"<>`\\,;") != std::string_view::npos;
    if (odd || at == std::string_view::npos || at == 7 || at + 1 == address.size()) {
        return {};
    }
    return std::string(address);
}

std::string folded(std::string_view text) {
    const std::string copy(text);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> mapped(
        utf8proc_NFKC_Casefold(reinterpret_cast<const utf8proc_uint8_t*>(copy.c_str())), &std::free);
    std::string out = mapped ? std::string(reinterpret_cast<const char*>(mapped.get())) : copy;
    for (const std::string_view dot : {"\xE3\x80\x82", "\xEF\xBD\xA1", "\xEF\xBC\x8E", "\xE2\x80\xA4"}) {
        for (auto at = out.find(dot); at != std::string::npos; at = out.find(dot, at)) {
            out.replace(at, dot.size(), ".");
        }
    }
    return out;
}

bool is_host_character(char c) {
    return is_alnum(c) || c == '-' || c == '.' || c == '_' || is_not_ascii(c);
}

std::string_view without_www(std::string_view host) {
    while (host.ends_with('.')) {
        host.remove_suffix(1);
    }
    return host.starts_with("www.") ? host.substr(4) : host;
}

bool looks_like_host(std::string_view word) {
    const auto dot = word.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || word.size() - dot < 3) {
        return false;
    }
    const auto top = word.substr(dot + 1);
    const bool digits = std::ranges::all_of(word, [](char c) { return is_digit(c) || c == '.'; });
    if (digits) {
        return std::ranges::count(word, '.') == 3; // An IPv4 address.
    }
    return std::ranges::all_of(top, [](char c) { return is_letter(c) || is_not_ascii(c); }) || top.starts_with("xn--");
}

/// Whether `judge` says yes to one of the words made of host characters.
template <typename Judge>
bool any_word(std::string_view label, Judge judge) {
    for (std::size_t i = 0; i < label.size();) {
        if (!is_host_character(label[i])) {
            ++i;
            continue;
        }
        auto end = i;
        while (end < label.size() && is_host_character(label[end])) {
            ++end;
        }
        auto word = label.substr(i, end - i);
        while (word.ends_with('.')) {
            word.remove_suffix(1);
        }
        if (judge(word)) {
            return true;
        }
        i = end;
    }
    return false;
}

bool names_other_host(std::string_view label, std::string_view host) {
    return any_word(label, [host](std::string_view word) {
        return looks_like_host(word) && without_www(word) != without_www(host);
    });
}

bool names_other_mailbox(std::string_view label, std::string_view mailbox) {
    if (label.find('@') == std::string_view::npos) {
        return any_word(label, looks_like_host);
    }
    return label.find(mailbox) == std::string_view::npos;
}

/// The part of a label that names a place: an address without its path, so that "/a/page.html" is not taken for a host.
std::string without_paths(std::string_view label) {
    std::string out;
    bool in_path = false;
    for (std::size_t i = 0; i < label.size(); ++i) {
        const char c = label[i];
        if (is_space(c)) {
            in_path = false;
        } else if (label.substr(i).starts_with("://")) {
            out += "   ";
            i += 2;
            in_path = false;
            continue;
        } else if (c == '/' || c == '?' || c == '#') {
            in_path = true;
        }
        out.push_back(in_path ? ' ' : c);
    }
    return out;
}

} // namespace

std::string safe_href(std::string_view raw) {
    if (raw.size() > longest_href) {
        return {};
    }
    auto href = without_controls(raw);
    const auto lower = lowered(href);
    if (is_http(lower)) {
        const auto colon = href.find(':');
        std::copy_n(lower.begin(), colon, href.begin());
        return safe_http(href);
    }
    return lower.starts_with("mailto:") ? safe_mailto("mailto:" + href.substr(7)) : std::string();
}

bool label_misleads(std::string_view label, std::string_view href) {
    if (label.size() > longest_label) {
        return true;
    }
    const auto seen = without_paths(folded(label));
    if (href.starts_with("mailto:")) {
        return names_other_mailbox(seen, folded(href.substr(7)));
    }
    return names_other_host(seen, folded(parse_http(href).host));
}

} // namespace usher::text
