#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "usher/secret/secret.hpp"

namespace usher::slack {

/// Where the card of a link belongs: what `chat.unfurl` has to be told. A reply handle carries it, as a secret, because
/// the URL may hold an access key. By channel and timestamp for a message that was sent, by `unfurl_id` for one that is
/// still being written.
struct LinkPlace {
    std::string channel;
    std::string ts;
    std::string unfurl_id;
    std::string url; ///< Exactly as Slack wrote it.
    /// The response URL of a press on the card below the link: what is for the presser alone goes there.
    std::string response_url;
    [[nodiscard]] bool composing() const { return !unfurl_id.empty(); }
};

constexpr std::size_t longest_shared_url = 2'048;

/// Whether a card may hang below it: http or https, not too long, nothing unprintable.
bool is_shared_url(std::string_view url);
/// Slack's unfurl ids: printable, without blanks, not too long.
bool is_unfurl_id(std::string_view id);

/// Compact JSON.
secret::Secret to_handle(const LinkPlace& place);
/// The opposite; nothing for a response URL and for anything else.
std::optional<LinkPlace> link_place(const secret::Secret& handle);

} // namespace usher::slack
