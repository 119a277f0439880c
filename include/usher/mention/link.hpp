#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace usher::mention {

/// What a link to a ticket page (`http(s)://…/viewticket.php?…`) says. There is no place in it for the access key.
struct TicketLink {
    bool ours = false;          ///< The host equals one of the configured ones.
    std::string number;         ///< `tid`, decoded; empty if it is missing, given twice, or cannot be a ticket number.
    bool discloses_key = false; ///< The link carries an access key `c`.
};

/// Reads a link to a ticket page of any desk, `&amp;` and a sentence's punctuation behind it included; nothing if the
/// URL is no such link.
std::optional<TicketLink> read_ticket_link(std::string_view url, const std::vector<std::string>& hosts);

} // namespace usher::mention
