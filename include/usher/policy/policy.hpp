#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "usher/identity/identity.hpp"
#include "usher/policy/settings.hpp"
#include "usher/ticket/ticket.hpp"

namespace usher::policy {

/// How much of a ticket a conversation may see, from nothing to everything.
enum class Level : std::uint8_t { none, minimal, internal, full };
std::string_view name(Level level);
std::optional<Level> parse_level(std::string_view word);

/// Whether answers to a question are for everybody in the conversation or for the asker alone.
enum class Answers : std::uint8_t { conversation, private_ };

enum class Language : std::uint8_t { en, it };
std::string_view code(Language language);
std::optional<Language> parse_language(std::string_view word);

/// Which conversations a rule is for.
struct Pattern {
    enum class Kind : std::uint8_t { exact, platform, any };
    Kind kind = Kind::any;
    identity::Platform platform = identity::Platform::slack;
    std::string native; ///< For `exact`: channel id, room id or room alias.
    /// `slack:C0123`, `matrix:!room:server`, `slack:*`, `matrix:*`, `*`; nothing if it is none of these.
    static std::optional<Pattern> parse(std::string_view text);
};

/// One `[[conversation]]`. What is not set falls back to the defaults.
struct ConversationRule {
    Pattern match;
    std::optional<Level> level;
    std::optional<bool> unfurl;
    std::optional<Level> unfurl_level;
    std::optional<Answers> answers;
    std::optional<int> replies;
    std::optional<bool> notes;
    std::optional<bool> outsiders;
    std::optional<Language> language;
    std::vector<std::string> departments;
    std::optional<bool> bare;
    std::optional<std::chrono::seconds> window;
    std::optional<bool> place_thread;
};

/// The part of the configuration that decides who sees what.
struct Rules {
    std::vector<ConversationRule> conversations; ///< The first that matches wins.
    std::vector<std::string> users;  ///< `slack:T01:U01` or `matrix:@a:b`; empty: everybody in the conversation.
    std::vector<std::string> admins; ///< Who may change settings in chat, in the same form; empty: nobody.
    std::map<identity::ConversationId, ChatSettings> chat; ///< What they set.
    Language language = Language::en;
    std::chrono::seconds window = std::chrono::minutes{30}; ///< For unfurls: one card per ticket in this time.
    bool place_thread = true;                               ///< For unfurls: under the message, not beside it.
    bool bare = false;                                      ///< Whether numbers that nothing announces count.
};

/// What somebody wants. `unfurl`: nobody asked, a message only names a ticket. `preview`: a message that is still being
/// written does; nothing of the ticket is shown.
enum class Action : std::uint8_t { command, mention, direct_message, button, unfurl, preview };

/// The request as policy sees it.
struct Request {
    identity::PersonId actor;
    identity::ConversationId conversation;
    identity::ConversationFacts facts;
    Action action = Action::command;
};

/// What holds for a request that is allowed. Decided before anything is fetched.
struct Grant {
    Level level = Level::internal;
    Answers answers = Answers::conversation;
    int replies = 2;
    Language language = Language::en;
    std::vector<std::string> departments; ///< Empty: all.
    bool notes = false;    ///< Internal notes are shown; only at `full`, and never where outsiders may read along.
    bool may_share = true; ///< Whether who was answered in private may show the answer to the conversation.
};

/// Why a request is refused; each has its own words for the asker.
enum class Denial : std::uint8_t { user_not_listed, outsiders_present, level_none, unfurls_off, unsure };
std::string_view name(Denial denial);

struct Decision {
    std::optional<Grant> grant; ///< Present: allowed.
    Denial denial = Denial::level_none;
    Language language = Language::en; ///< For the words of a refusal.
};

/// The one gate on every path: command, mention, direct message, button. Pure; denies when unsure.
Decision authorise(const Rules& rules, const Request& request);

/// What holds for messages that only name a ticket, before anybody knows who reads along.
struct UnfurlRule {
    bool on = true;
    bool bare = false;
    std::chrono::seconds window{};
    bool place_thread = true;
};
UnfurlRule unfurl_rule(const Rules& rules, const identity::ConversationId& conversation,
                       const std::vector<std::string>& aliases);

/// The most that a card which stands in a conversation may show now. Doubt about who reads along does not take away
/// what was shown when there was none; outsiders do.
Grant ceiling(const Rules& rules, const identity::ConversationId& conversation,
              const identity::ConversationFacts& facts, bool unasked);

/// Changes whenever the operator changes what bounds the level of cards.
std::string fingerprint(const Rules& rules);

/// How many of the latest replies a card of that conversation has.
int replies_shown(const ConversationRule& rule);

/// Whether the fetched ticket may be shown under a grant (departments are known only after the fetch).
bool department_allowed(const Grant& grant, const ticket::Ticket& ticket);

} // namespace usher::policy
