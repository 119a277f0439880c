#include "mention/url.hpp"

#include <algorithm>
#include <stdexcept>

#include "mention/characters.hpp"
#include "usher/mention/link.hpp"
#include "usher/mention/matcher.hpp"

namespace usher::mention {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t longest_number = 32;

std::string lowered(std::string_view text) {
    std::string small(text);
    std::ranges::transform(small, small.begin(), lower_ascii);
    return small;
}

bool starts_with_any_case(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, lower_ascii, lower_ascii);
}

bool is_host(std::string_view host) {
    const auto colon = host.find(':');
    const auto name = host.substr(0, colon);
    const auto port = colon == npos ? std::string_view("0") : host.substr(colon + 1);
    const auto in_name = [](char c) { return is_digit(c) || is_ascii_letter(c) || c == '-' || c == '.'; };
    return !name.empty() && std::ranges::all_of(name, in_name) && !port.empty() && port.size() <= 5 &&
           std::ranges::all_of(port, is_digit);
}

std::string without_port(std::string host, std::string_view port) {
    if (host.ends_with(port)) {
        host.resize(host.size() - port.size());
    }
    return host;
}

std::string_view cut(std::string_view& rest, char separator) {
    const auto end = rest.find(separator);
    const auto first = rest.substr(0, end);
    rest = end == npos ? std::string_view() : rest.substr(end + 1);
    return first;
}

void read_query(std::string_view query, TicketUrl& url) {
    bool seen = false;
    while (!query.empty()) {
        auto value = cut(query, '&');
        if (value.starts_with("amp;")) {
            value.remove_prefix(4);
        }
        const auto name = cut(value, '=');
        if (name == "tid") {
            url.tid_is_clear = !seen || (url.tid_is_clear && url.tid == value);
            url.tid = value;
            seen = true;
        } else if (name == "c" && !value.empty()) {
            url.has_key = true;
        }
    }
}

int hex(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    c = lower_ascii(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool may_be_number(std::string_view text) {
    const auto allowed = [](char c) { return is_digit(c) || is_ascii_letter(c) || c == '-' || c == ' '; };
    return !text.empty() && text.size() <= longest_number && text.front() != ' ' && text.back() != ' ' &&
           std::ranges::all_of(text, allowed) && std::ranges::any_of(text, is_digit);
}

} // namespace

std::optional<TicketUrl> parse_ticket_url(std::string_view url) {
    const bool tls = starts_with_any_case(url, "https://");
    if (!tls && !starts_with_any_case(url, "http://")) {
        return std::nullopt;
    }
    return tls ? parse_ticket_page(url.substr(8), ":443") : parse_ticket_page(url.substr(7), ":80");
}

std::optional<TicketUrl> parse_ticket_page(std::string_view rest, std::string_view standard_port) {
    const auto host_end = std::min(rest.find_first_of("/?#\\"), rest.size());
    const auto path_end = std::min(rest.find_first_of("?#"), rest.size());
    const auto host = rest.substr(0, host_end);
    if (!rest.substr(host_end, path_end - host_end).ends_with("/viewticket.php")) {
        return std::nullopt;
    }
    TicketUrl parsed;
    // Somebody@host is a disguise: never ours, and neither is anything else that is no plain host. A backslash is a
    // slash to some and part of the host to others.
    const bool plain = is_host(host) && !rest.substr(0, path_end).contains('\\');
    parsed.host = plain ? without_port(lowered(host), standard_port) : std::string();
    if (path_end < rest.size() && rest[path_end] == '?') {
        rest.remove_prefix(path_end + 1);
        read_query(rest.substr(0, rest.find('#')), parsed);
    }
    return parsed;
}

std::string_view without_punctuation(std::string_view url) {
    while (!url.empty()) {
        const auto last = character_before(url, url.size());
        const bool drop =
            last.value < 0x80 ? std::string_view(".,;:!?)]}'\"*_~|>").contains(url.back()) : !is_word(last.value);
        if (!drop) {
            break;
        }
        url.remove_suffix(last.size);
    }
    return url;
}

std::string decode_query(std::string_view value) {
    std::string decoded;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '+') {
            decoded += ' ';
        } else if (value[i] == '%' && i + 2 < value.size() && hex(value[i + 1]) >= 0 && hex(value[i + 2]) >= 0) {
            decoded += static_cast<char>(hex(value[i + 1]) * 16 + hex(value[i + 2]));
            i += 2;
        } else {
            decoded += value[i];
        }
    }
    return decoded;
}

std::string checked_host(std::string_view host) {
    if (!is_host(host)) {
        throw std::invalid_argument("\"" + std::string(host) +
                                    "\" is no host of ticket links; write it without scheme and path, such as "
                                    "www.keliweb.it");
    }
    return without_port(lowered(host), ":443");
}

std::optional<TicketLink> read_ticket_link(std::string_view url, const std::vector<std::string>& hosts) {
    const auto parsed = parse_ticket_url(without_punctuation(url));
    if (!parsed) {
        return std::nullopt;
    }
    TicketLink link;
    link.ours = !parsed->host.empty() && std::ranges::any_of(hosts, [&](const std::string& host) {
        return is_host(host) && checked_host(host) == parsed->host;
    });
    auto number = decode_query(parsed->tid);
    if (parsed->tid_is_clear && may_be_number(number)) {
        link.number = std::move(number);
    }
    link.discloses_key = parsed->has_key;
    return link;
}

std::string number_in_link(std::string_view url, const std::vector<std::string>& hosts) {
    const auto link = read_ticket_link(url, hosts);
    return link && link->ours ? link->number : std::string();
}

} // namespace usher::mention
