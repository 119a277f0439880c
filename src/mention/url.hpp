#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace usher::mention {

/// A URL to a ticket page, taken apart. Views point into the URL.
struct TicketUrl {
    std::string
        host; ///< Small letters, with the port unless it is the scheme's own; empty if it is no plain host name.
    std::string_view tid;
    bool tid_is_clear = false; ///< Given once (or twice the same).
    bool has_key = false;
};

/// The parts of an http(s) URL whose path ends with `/viewticket.php`; nothing for any other text.
std::optional<TicketUrl> parse_ticket_url(std::string_view url);

/// The same for what follows the scheme's `//`; `standard_port` (":443") is left out of the host.
std::optional<TicketUrl> parse_ticket_page(std::string_view rest, std::string_view standard_port);

/// The URL without what a sentence puts behind it: `).`, `»`, an emoji.
std::string_view without_punctuation(std::string_view url);
/// `%41` and `+` decoded.
std::string decode_query(std::string_view value);
/// As compared with `TicketUrl::host`. Throws std::invalid_argument if it is no host name.
std::string checked_host(std::string_view host);

} // namespace usher::mention
