#include "sandbox/directory.hpp"

#include <algorithm>

namespace usher::sandbox {

namespace {

template <class List>
auto find_by(const List& list, std::string_view value, std::string List::value_type::* field) -> const
    typename List::value_type* {
    const auto found = std::ranges::find(list, value, field);
    return found == list.end() ? nullptr : &*found;
}

Person colleague(std::string id, std::string name, std::string real_name, std::string title) {
    return {.id = std::move(id),
            .name = std::move(name),
            .real_name = std::move(real_name),
            .title = std::move(title),
            .team = std::string(kTeam),
            .time_zone = "Europe/Rome",
            .locale = "it-IT"};
}

} // namespace

bool Channel::has(std::string_view person) const {
    return std::ranges::find(members, person) != members.end();
}

std::string_view channel_type(const Channel& channel) {
    switch (channel.kind) {
    case ChannelKind::public_channel:
        return "channel";
    case ChannelKind::private_channel:
        return "group";
    case ChannelKind::direct:
        break;
    }
    return "im";
}

std::string_view kind_word(const Channel& channel) {
    if (channel.shared) {
        return "shared";
    }
    switch (channel.kind) {
    case ChannelKind::public_channel:
        return "public";
    case ChannelKind::private_channel:
        return "private";
    case ChannelKind::direct:
        break;
    }
    return "direct";
}

Directory::Directory() {
    people_ = {colleague("U0GIULIA01", "giulia", "Giulia Ferri", "Support lead"),
               colleague("U0MARCO001", "marco", "Marco Bellini", "Systems"),
               colleague("U0ELENA001", "elena", "Elena Costa", "Billing"),
               colleague("U0TOMHUGH1", "tom", "Tom Hughes", "Night shift"),
               colleague("U0DAVIDE01", "davide", "Davide Riva", "Contractor"),
               colleague("U0SARALND1", "sara", "Sara Lindqvist", "Nordlys Media"),
               colleague(std::string(kBotUser), "usher", "Usher", "Shows tickets"),
               colleague(std::string(kSlackbot), "slackbot", "Slackbot", "")};
    people_[3].time_zone = "Europe/London";
    people_[3].locale = "en-GB";
    people_[4].guest = true;
    people_[5].team = std::string(kPartnerTeam);
    people_[5].time_zone = "Europe/Stockholm";
    people_[5].locale = "sv-SE";
    people_[6].bot = true;
    people_[7].bot = true;

    const std::string bot(kBotUser);
    channels_ = {{std::string(kMainChannel),
                  "support",
                  ChannelKind::private_channel,
                  false,
                  "Tickets of our customers",
                  {"U0GIULIA01", "U0MARCO001", "U0ELENA001", "U0TOMHUGH1", bot}},
                 {"C0GENERAL1",
                  "general",
                  ChannelKind::public_channel,
                  false,
                  "The whole company",
                  {"U0GIULIA01", "U0MARCO001", "U0ELENA001", "U0TOMHUGH1", bot}},
                 {"C0NORDLYS1",
                  "partner-nordlys",
                  ChannelKind::private_channel,
                  true,
                  "Shared with Nordlys Media",
                  {"U0GIULIA01", "U0MARCO001", "U0SARALND1", bot}},
                 {"C0MIGRATE1",
                  "migration",
                  ChannelKind::private_channel,
                  false,
                  "With our contractor",
                  {"U0GIULIA01", "U0MARCO001", "U0DAVIDE01", bot}},
                 {"C0RANDOM01",
                  "random",
                  ChannelKind::public_channel,
                  false,
                  "Usher is not a member here",
                  {"U0GIULIA01", "U0MARCO001", "U0ELENA001", "U0TOMHUGH1"}},
                 {"C0BILLING1",
                  "billing",
                  ChannelKind::private_channel,
                  false,
                  "Usher is not a member here",
                  {"U0GIULIA01", "U0ELENA001"}}};
    for (const auto& person : people_) {
        if (!person.bot && !person.stranger()) {
            channels_.push_back({"D" + person.id.substr(1), bot, ChannelKind::direct, false, "", {person.id, bot}});
        }
    }
}

const Person* Directory::person(std::string_view id) const {
    return find_by(people_, id, &Person::id);
}
const Person* Directory::person_named(std::string_view name) const {
    return find_by(people_, name, &Person::name);
}
const Channel* Directory::channel(std::string_view id) const {
    return find_by(channels_, id, &Channel::id);
}
const Channel* Directory::channel_named(std::string_view name) const {
    return find_by(channels_, name, &Channel::name);
}

const Channel* Directory::direct(std::string_view person) const {
    const auto found = std::ranges::find_if(channels_, [&](const Channel& channel) {
        return channel.kind == ChannelKind::direct && channel.has(person) && person != kBotUser;
    });
    return found == channels_.end() ? nullptr : &*found;
}

std::vector<std::string> Directory::add_crowd(std::size_t size) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < size; ++i) {
        const auto number = std::to_string(1'000 + i);
        ids.push_back("U0CROWD" + number);
        if (person(ids.back()) == nullptr) {
            people_.push_back(colleague(ids.back(), "crowd" + number, "Crowd " + number, ""));
            people_.back().crowd = true;
            std::ranges::find(channels_, kMainChannel, &Channel::id)->members.push_back(ids.back());
        }
    }
    return ids;
}

} // namespace usher::sandbox
