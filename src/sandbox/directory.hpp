#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace usher::sandbox {

/// The made-up workspace: who is in it, and where they talk.
inline constexpr std::string_view kTeam = "T0USHER001";
inline constexpr std::string_view kTeamDomain = "bottega-hosting";
inline constexpr std::string_view kTeamName = "Bottega Hosting";
inline constexpr std::string_view kPartnerTeam = "T0NORDLYS1";
inline constexpr std::string_view kApp = "A0USHERAPP";
inline constexpr std::string_view kBot = "B0USHERBOT";
inline constexpr std::string_view kOtherBot = "B0DEPLOYS1";
inline constexpr std::string_view kBotUser = "U0USHERBOT";
inline constexpr std::string_view kSlackbot = "USLACKBOT";
inline constexpr std::string_view kMainPerson = "U0GIULIA01";
inline constexpr std::string_view kMainChannel = "C0SUPPORT1";
inline constexpr std::string_view kCommand = "/ticket";

struct Person {
    std::string id;
    std::string name; ///< The handle that `@` mentions.
    std::string real_name;
    std::string title;
    std::string team;
    std::string time_zone;
    std::string locale;
    bool guest = false; ///< A guest of the own workspace.
    bool bot = false;
    bool crowd = false; ///< One of the many of a load; not shown.
    [[nodiscard]] bool stranger() const { return team != kTeam; }
};

enum class ChannelKind : std::uint8_t { public_channel, private_channel, direct };

struct Channel {
    std::string id;
    std::string name; ///< Without `#`; a direct message has the other person's id.
    ChannelKind kind = ChannelKind::public_channel;
    bool shared = false; ///< Slack Connect: people of another workspace are in it.
    std::string topic;
    std::vector<std::string> members;
    [[nodiscard]] bool has(std::string_view person) const;
    [[nodiscard]] bool has_bot() const { return has(kBotUser); }
};

/// `channel`, `group` or `im`: what an event's `channel_type` says.
std::string_view channel_type(const Channel& channel);
/// "public", "private", "shared" or "direct": what the page shows.
std::string_view kind_word(const Channel& channel);

class Directory {
public:
    Directory();
    /// Makes sure of that many crowd people in the main channel, and returns their ids.
    std::vector<std::string> add_crowd(std::size_t size);
    [[nodiscard]] const std::deque<Person>& people() const { return people_; }
    [[nodiscard]] const std::vector<Channel>& channels() const { return channels_; }
    [[nodiscard]] const Person* person(std::string_view id) const;
    [[nodiscard]] const Person* person_named(std::string_view name) const;
    [[nodiscard]] const Channel* channel(std::string_view id) const;
    [[nodiscard]] const Channel* channel_named(std::string_view name) const;
    /// The direct conversation of a person with the bot.
    [[nodiscard]] const Channel* direct(std::string_view person) const;

private:
    std::deque<Person> people_; ///< References stay good when a crowd comes.
    std::vector<Channel> channels_;
};

} // namespace usher::sandbox
