#include "sandbox/page_feed.hpp"

#include <algorithm>
#include <exception>
#include <iterator>

#include "sandbox/bell.hpp"
#include "sandbox/message_json.hpp"
#include "sandbox/ticket_hints.hpp"
#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/cancellation.hpp"

namespace usher::sandbox {

namespace {

/// Changes are gathered for so long: under load a page draws each message once, not each of its states.
constexpr runtime::milliseconds kGather{15};
constexpr std::size_t kShown = 200; ///< Messages per channel that a new page gets.
constexpr std::size_t kMostMatrix = 2'000;

const Message* last_private(const Workspace& workspace, const std::string& channel, const std::string& person) {
    const Message* last = nullptr;
    for (const auto& message : workspace.messages(channel)) {
        if (message.by_bot() && message.ephemeral_to == person &&
            (last == nullptr || last->revision < message.revision)) {
            last = &message;
        }
    }
    return last;
}

std::vector<std::string> shown_members(const Channel& channel, const Directory& directory) {
    std::vector<std::string> shown;
    std::ranges::copy_if(channel.members, std::back_inserter(shown),
                         [&](const auto& id) { return !directory.person(id)->crowd; });
    return shown;
}

} // namespace

bool visible(const Message& message, const Channel& channel, std::string_view person) {
    return channel.has(person) && (!message.ephemeral() || message.ephemeral_to == person);
}

Json page_message(const Message& message, const Workspace& workspace) {
    Json json = to_slack_json(message, workspace, false);
    json["channel"] = message.channel;
    json["ephemeral"] = message.ephemeral();
    return json;
}

/// One open page: what it has not been told yet.
class PageFeed::Page {
public:
    Page(const PageFeed& feed, std::unique_ptr<net::WebSocket> socket, const Person& person,
         const asio::any_io_executor& executor)
        : feed_(feed), workspace_(feed.parts_.workspace), socket_(std::move(socket)), person_(person), wake_(executor) {
    }

    [[nodiscard]] const Person& person() const { return person_; }

    void changed(const Message& message) {
        const auto* channel = workspace_.directory().channel(message.channel);
        if (channel != nullptr && visible(message, *channel, person_.id)) {
            changed_.emplace(message.channel, message.ts);
            wake_.ring();
        }
    }
    void send(const Json& event) { socket_->send_text(dump(event)); }

    runtime::Task<void> read() {
        while (true) {
            const auto event = co_await socket_->receive();
            if (std::holds_alternative<net::WebSocketClosed>(event)) {
                co_return;
            }
        }
    }

    runtime::Task<void> write(runtime::Clock& clock) {
        while (true) {
            co_await wake_.wait();
            co_await clock.sleep_for(kGather);
            for (const auto& [channel, ts] : std::exchange(changed_, {})) {
                if (const auto* message = workspace_.find(channel, ts)) {
                    send({{"type", "message"}, {"message", feed_.shown(*message)}});
                } else {
                    send({{"type", "deleted"}, {"channel", channel}, {"ts", ts}});
                }
            }
        }
    }

private:
    const PageFeed& feed_;
    const Workspace& workspace_;
    std::unique_ptr<net::WebSocket> socket_;
    const Person& person_;
    Bell wake_;
    std::set<std::pair<std::string, std::string>> changed_;
};

PageFeed::PageFeed(Parts parts, Workspace& workspace, asio::any_io_executor executor, runtime::Clock& clock)
    : parts_(parts), executor_(std::move(executor)), clock_(clock),
      subscription_(workspace.subscribe([this](const Change& change) { tell(change); })) {}

PageFeed::~PageFeed() = default;

void PageFeed::tell(const Change& change) {
    if (change.kind == Change::Kind::deleted || change.message->tombstone) {
        matrix_.erase({change.message->channel, change.message->ts});
    }
    for (auto* page : pages_) {
        page->changed(*change.message);
        // A new reply changes what its parent shows.
        if (!change.message->thread_ts.empty()) {
            if (const auto* parent = parts_.workspace.find(change.message->channel, change.message->thread_ts)) {
                page->changed(*parent);
            }
        }
    }
}

void PageFeed::show_as_matrix(const MatrixVersion& version) {
    const auto* message = version.ts.empty() ? last_private(parts_.workspace, version.channel, version.person)
                                             : parts_.workspace.find(version.channel, version.ts);
    auto content = parse_json(version.content);
    if (message == nullptr || !content || !content->is_object()) {
        return;
    }
    (*content)["reactions"] = version.reactions;
    matrix_[{message->channel, message->ts}] = std::move(*content);
    if (matrix_.size() > kMostMatrix) {
        std::erase_if(matrix_, [this](const auto& entry) {
            return parts_.workspace.find(entry.first.first, entry.first.second) == nullptr;
        });
    }
    for (auto* page : pages_) {
        page->changed(*message);
    }
}

Json PageFeed::shown(const Message& message) const {
    Json json = page_message(message, parts_.workspace);
    if (const auto found = matrix_.find({message.channel, message.ts}); found != matrix_.end()) {
        json["matrix"] = found->second;
    }
    return json;
}

Json PageFeed::state() const {
    return {{"type", "state"}, {"connected", parts_.hub.connected()}, {"connections", parts_.hub.connections()}};
}

void PageFeed::connections_changed() {
    for (auto* page : pages_) {
        page->send(state());
    }
}

void PageFeed::notice(const std::string& person, const std::string& text) {
    for (auto* page : pages_) {
        if (page->person().id == person) {
            page->send({{"type", "notice"}, {"text", text}});
        }
    }
}

Json PageFeed::welcome(const Person& self) const {
    const auto& directory = parts_.workspace.directory();
    Json people = Json::array();
    for (const auto& person : directory.people()) {
        if (person.crowd) {
            continue;
        }
        people.push_back({{"id", person.id},
                          {"name", person.name},
                          {"real_name", person.real_name},
                          {"title", person.title},
                          {"bot", person.bot},
                          {"guest", person.guest},
                          {"outsider", person.stranger()}});
    }
    Json channels = Json::array();
    Json messages = Json::array();
    for (const auto& channel : directory.channels()) {
        if (!channel.has(self.id)) {
            continue;
        }
        channels.push_back({{"id", channel.id},
                            {"name", channel.name},
                            {"kind", kind_word(channel)},
                            {"topic", channel.topic},
                            {"members", shown_members(channel, directory)},
                            {"bot", channel.has_bot()}});
        const auto& all = parts_.workspace.messages(channel.id);
        const auto first = all.size() > kShown ? all.end() - static_cast<std::ptrdiff_t>(kShown) : all.begin();
        std::for_each(first, all.end(), [&](const Message& message) {
            if (visible(message, channel, self.id)) {
                messages.push_back(shown(message));
            }
        });
    }
    Json hints = Json::array();
    for (const auto& hint : ticket_hints()) {
        hints.push_back({{"number", hint.number}, {"note", hint.note}});
    }
    Json welcome = state();
    welcome["type"] = "welcome";
    welcome["self"] = self.id;
    welcome["bot"] = kBotUser;
    welcome["team"] = kTeamName;
    welcome["command"] = kCommand;
    welcome["people"] = std::move(people);
    welcome["channels"] = std::move(channels);
    welcome["messages"] = std::move(messages);
    welcome["hints"] = std::move(hints);
    return welcome;
}

runtime::Task<void> PageFeed::serve(std::unique_ptr<net::WebSocket> socket, std::string person) {
    using asio::experimental::awaitable_operators::operator||;
    const auto& directory = parts_.workspace.directory();
    const auto* self = directory.person(person);
    if (self == nullptr || self->bot) {
        self = directory.person(kMainPerson);
    }
    Page page(*this, std::move(socket), *self, executor_);
    page.send(welcome(*self));
    const auto place = pages_.insert(pages_.end(), &page);
    std::exception_ptr failure;
    try {
        co_await (page.read() || page.write(clock_));
    } catch (...) {
        failure = std::current_exception();
    }
    pages_.erase(place);
    if (failure && !runtime::is_cancellation(failure)) {
        std::rethrow_exception(failure);
    }
}

} // namespace usher::sandbox
