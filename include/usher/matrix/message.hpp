#pragma once

#include <string>
#include <vector>

#include "usher/chat/platform.hpp"

namespace usher::matrix {

/// The content of an `m.room.message` event as compact JSON: an `m.notice` with a plain body and the little HTML that
/// every client draws. Mentions nobody, asks for no link previews, and fits into an event for any card by cutting text.
/// Source: https://spec.matrix.org/v1.19/client-server-api/#mroommessage-msgtypes
std::string render_message(const chat::Content& content);

/// The reactions that stand for buttons, in the order of the legend at the end of a card; none for a notice. Whoever
/// posts the message adds them.
std::vector<std::string> reactions(const chat::Content& content);

} // namespace usher::matrix
