#pragma once

#include "slack/link_place.hpp"
#include "slack/web_api.hpp"
#include "usher/chat/platform.hpp"

namespace usher::slack {

/// Hangs cards below the links of other people's messages. Loop thread only; the reference outlives it.
///
/// `chat.unfurl` is idempotent: what was attached to the same link before is replaced. So nothing is ever ambiguous
/// here, and a new face of the card goes the same way.
class Attaching {
public:
    explicit Attaching(WebApi& api) : api_(api) {}

    /// `Sent` by handle. `NotSent` also where it may have been done, or where Slack has not yet seen that its event was
    /// acknowledged.
    runtime::Task<chat::PostResult> attach(LinkPlace place, chat::Content content);

private:
    WebApi& api_;
};

} // namespace usher::slack
