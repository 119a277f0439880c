#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace usher::testing {

/// What a reader of Slack messages that knows nothing of ours finds in one.
struct CheckedMessage {
    struct Link {
        std::string url;
        std::string label; ///< Empty for a button, which says by its action what it does.
    };
    std::vector<std::string> problems; ///< What may not be parsed as it was meant, and characters nobody sees.
    std::vector<std::string> mentions; ///< Tokens and elements that call or name people and channels.
    std::vector<Link> links;           ///< Of rich text, mrkdwn and buttons.
    std::vector<std::string> dates;    ///< Date tokens.
};
CheckedMessage check_message(std::string_view json);

/// Whether what is read on the link names another place than the one it leads to.
bool lies(const CheckedMessage::Link& link);

} // namespace usher::testing
