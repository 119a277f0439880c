#include "keliweb/raw_ticket.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "keliweb/ascii.hpp"
#include "keliweb/broken_text.hpp"
#include "keliweb/stable_order.hpp"

namespace usher::keliweb {

namespace {

using Json = nlohmann::json;

constexpr std::size_t max_depth = 64;

template <class Record>
struct Name {
    std::string_view key;
    std::string Record::* member;
};

constexpr std::array ticket_names = {
    Name{"result", &RawTicket::result},
    Name{"error", &RawTicket::error},
    Name{"message", &RawTicket::message},
    Name{"tid", &RawTicket::tid},
    Name{"ticketnum", &RawTicket::ticketnum},
    Name{"ticketid", &RawTicket::ticketid},
    Name{"id", &RawTicket::id},
    Name{"deptid", &RawTicket::deptid},
    Name{"deptname", &RawTicket::deptname},
    Name{"userid", &RawTicket::userid},
    Name{"name", &RawTicket::name},
    Name{"owner_name", &RawTicket::owner_name},
    Name{"requestor_name", &RawTicket::requestor_name},
    Name{"requestor_type", &RawTicket::requestor_type},
    Name{"email", &RawTicket::email},
    Name{"requestor_email", &RawTicket::requestor_email},
    Name{"cc", &RawTicket::cc},
    Name{"date", &RawTicket::date},
    Name{"lastreply", &RawTicket::lastreply},
    Name{"subject", &RawTicket::subject},
    Name{"status", &RawTicket::status},
    Name{"priority", &RawTicket::priority},
    Name{"admin", &RawTicket::admin},
    Name{"service", &RawTicket::service},
};

constexpr std::array reply_names = {
    Name{"replyid", &RawReply::replyid},
    Name{"noteid", &RawReply::replyid},
    Name{"date", &RawReply::date},
    Name{"admin", &RawReply::admin},
    Name{"name", &RawReply::name},
    Name{"requestor_name", &RawReply::requestor_name},
    Name{"requestor_type", &RawReply::requestor_type},
    Name{"message", &RawReply::message},
    Name{"attachment", &RawReply::attachment},
    Name{"attachments_removed", &RawReply::attachments_removed},
};

template <class Record, std::size_t N>
std::string* find_member(const std::array<Name<Record>, N>& names, Record& record, std::string_view key) {
    const auto known = std::ranges::find(names, key, &Name<Record>::key);
    return known == names.end() ? nullptr : &(record.*known->member);
}

std::optional<std::uint64_t> list_position(const std::string& key) {
    std::uint64_t position = 0;
    const auto* end = key.data() + key.size();
    const auto [stop, error] = std::from_chars(key.data(), end, position);
    if (key.empty() || error != std::errc{} || stop != end) {
        return std::nullopt;
    }
    return position;
}

/// Receives the events of nlohmann's SAX parser and writes what is known into a RawTicket.
class Reader {
public:
    Reader(RawTicket& ticket, desk::Notes notes) : ticket_(ticket), keeps_notes_(notes == desk::Notes::read) {}

    [[nodiscard]] bool too_deep() const { return too_deep_; }
    [[nodiscard]] bool saw_object() const { return saw_object_; }

    bool null() { return scalar(""); }
    bool boolean(bool value) { return scalar(value ? "1" : ""); } // As PHP writes them into a text.
    bool number_integer(Json::number_integer_t value) { return number(value); }
    bool number_unsigned(Json::number_unsigned_t value) { return number(value); }
    bool number_float(Json::number_float_t value, const Json::string_t& text) {
        constexpr double exact = 9007199254740992.0; // 2^53
        if (std::abs(value) < exact && std::trunc(value) == value) {
            return number(static_cast<std::int64_t>(value));
        }
        return scalar(text);
    }
    bool string(Json::string_t& value) { return scalar(value); }
    bool binary(const Json::binary_t& /*value*/) { return true; }
    bool start_object(std::size_t /*elements*/) { return start(Shape::object); }
    bool start_array(std::size_t /*elements*/) { return start(Shape::array); }
    bool end_array() { return end(); }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/, const Json::exception& /*error*/) {
        return false;
    }
    bool key(const Json::string_t& name);
    bool end_object() { return end(); }

private:
    enum class Shape : std::uint8_t { object, array };
    enum class Place : std::uint8_t {
        ticket,
        replies,    ///< The value of `replies` or `notes`.
        reply_list, ///< The value of `reply` or `note`: a list, a list as an object with numbers for keys, or one post.
        reply,
        attachments,
        attachment,
        elsewhere
    };
    struct Frame {
        Place place = Place::elsewhere;
        Shape shape = Shape::object;
        std::vector<RawReply>* list = nullptr; ///< Of the ticket: its replies or its notes.
        RawReply* reply = nullptr;             ///< The reply that this container belongs to or may turn out to be.
        bool touched = false;                  ///< It has a key that a single entry would have.
    };

    bool number(auto value) {
        std::array<char, 24> digits{};
        const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
        return scalar({digits.data(), written.ptr});
    }
    bool scalar(std::string_view value);
    bool start(Shape shape);
    bool end();
    Frame child(Shape shape);
    Frame reply_child(const Frame& parent, Shape shape);
    Frame attachment_child(const Frame& parent, Shape shape);
    Frame fresh(Place place, std::vector<RawReply>& list);
    [[nodiscard]] bool keeps(const Frame& frame) const { return frame.list != &ticket_.notes || keeps_notes_; }
    Frame& top() { return frames_.at(depth_ - 1); }

    RawTicket& ticket_;
    bool keeps_notes_;
    std::array<Frame, max_depth> frames_{};
    std::size_t depth_ = 0;
    std::string* slot_ = nullptr; ///< Where the next scalar goes.
    std::string key_;
    std::optional<std::uint64_t> position_;
    RawReply single_; ///< What a reply list is if it turns out to be one reply.
    RawReply reply_;
    bool too_deep_ = false;
    bool saw_object_ = false;
};

bool Reader::key(const Json::string_t& name) {
    auto& frame = top();
    slot_ = nullptr;
    position_.reset();
    if (frame.place == Place::elsewhere) {
        return true;
    }
    key_ = name;
    switch (frame.place) {
    case Place::ticket:
        slot_ = find_member(ticket_names, ticket_, key_);
        break;
    case Place::reply_list:
        position_ = list_position(key_);
        [[fallthrough]];
    case Place::reply:
        slot_ = find_member(reply_names, *frame.reply, key_);
        if (key_ == "attachments") {
            frame.reply->attachments.clear();
            slot_ = &frame.reply->attachments.emplace_back();
        }
        frame.touched = frame.touched || slot_ != nullptr;
        slot_ = keeps(frame) ? slot_ : nullptr;
        break;
    case Place::attachments:
    case Place::attachment:
        if (key_ == "filename" && keeps(frame)) {
            slot_ = &frame.reply->attachments.emplace_back();
        }
        break;
    case Place::replies:
        position_ = list_position(key_);
        break;
    case Place::elsewhere:
        break;
    }
    return true;
}

bool Reader::scalar(std::string_view value) {
    if (depth_ == 0) {
        return true;
    }
    const auto& frame = top();
    if (frame.place == Place::attachments && keeps(frame) && (frame.shape == Shape::array || list_position(key_))) {
        slot_ = &frame.reply->attachments.emplace_back();
    }
    if (slot_ != nullptr) {
        slot_->assign(value);
        if (value.find('\0') != std::string_view::npos) {
            std::erase(*slot_, '\0');
        }
        slot_ = nullptr;
    }
    return true;
}

bool Reader::start(Shape shape) {
    if (depth_ == max_depth) {
        too_deep_ = true;
        return false;
    }
    Frame frame;
    if (depth_ == 0) {
        saw_object_ = shape == Shape::object;
        frame = {.place = saw_object_ ? Place::ticket : Place::elsewhere, .shape = shape};
    } else {
        if (slot_ != nullptr) {
            slot_->clear(); // A container where a scalar belongs says nothing.
            slot_ = nullptr;
        }
        frame = child(shape);
        frame.shape = shape;
    }
    frames_.at(depth_) = frame;
    ++depth_;
    position_.reset();
    return true;
}

Reader::Frame Reader::child(Shape shape) {
    auto& parent = top();
    switch (parent.place) {
    case Place::ticket:
        if (key_ == "replies" || key_ == "notes") {
            return fresh(Place::replies, key_ == "notes" ? ticket_.notes : ticket_.replies);
        }
        return {};
    case Place::replies:
    case Place::reply_list:
    case Place::reply:
        return reply_child(parent, shape);
    case Place::attachments:
        return attachment_child(parent, shape);
    case Place::attachment:
    case Place::elsewhere:
        break;
    }
    return {};
}

/// A list that comes twice counts once.
Reader::Frame Reader::fresh(Place place, std::vector<RawReply>& list) {
    list.clear();
    if (&list == &ticket_.notes) {
        ticket_.note_count = 0;
    }
    return {.place = place, .list = &list};
}

Reader::Frame Reader::reply_child(const Frame& parent, Shape shape) {
    const std::string_view list_name = parent.list == &ticket_.notes ? "note" : "reply";
    if (parent.place == Place::replies && parent.shape == Shape::object && key_ == list_name) {
        single_ = RawReply{};
        auto frame = fresh(Place::reply_list, *parent.list);
        frame.reply = &single_;
        return frame;
    }
    const bool is_entry = parent.shape == Shape::array || position_.has_value();
    if (parent.place != Place::reply && is_entry) {
        if (shape == Shape::array) {
            return {};
        }
        reply_ = RawReply{};
        reply_.position = position_;
        return {.place = Place::reply, .list = parent.list, .reply = &reply_};
    }
    if (parent.shape == Shape::object && key_ == "attachments" && parent.reply != nullptr) {
        parent.reply->attachments.clear();
        return {.place = Place::attachments, .list = parent.list, .reply = parent.reply};
    }
    return {};
}

Reader::Frame Reader::attachment_child(const Frame& parent, Shape shape) {
    if (shape == Shape::object) {
        return {.place = Place::attachment, .list = parent.list, .reply = parent.reply};
    }
    return {}; // The vendor's `[[]]` for "none".
}

bool Reader::end() {
    const auto frame = top();
    --depth_;
    slot_ = nullptr;
    // A container was the value of its parent's last key: that key is used up.
    key_.clear();
    position_.reset();
    const bool is_reply = frame.place == Place::reply;
    const bool is_single = frame.place == Place::reply_list && frame.shape == Shape::object && frame.touched;
    if (is_reply || is_single) {
        ticket_.note_count += frame.list == &ticket_.notes ? 1 : 0;
        if (keeps(frame)) {
            frame.list->push_back(std::move(*frame.reply));
        }
    }
    return true;
}

RawAnswer parse(std::string_view body, desk::Notes notes) {
    RawAnswer answer;
    Reader reader(answer.ticket, notes);
    const bool whole = Json::sax_parse(body.data(), body.data() + body.size(), &reader);
    if (reader.too_deep()) {
        answer.fault = BodyFault::too_deep;
    } else if (!whole) {
        answer.fault = BodyFault::not_json;
    } else if (!reader.saw_object()) {
        answer.fault = BodyFault::not_an_object;
    }
    return answer;
}

void put_in_order_of_keys(std::vector<RawReply>& replies) {
    std::vector<std::uint64_t> positions;
    for (const auto& reply : replies) {
        if (!reply.position) {
            return;
        }
        positions.push_back(*reply.position);
    }
    sort_stably(replies, positions);
}

} // namespace

RawAnswer read_raw_ticket(std::string_view body, desk::Notes notes) {
    auto answer = parse(body, notes);
    if (answer.fault == BodyFault::not_json) {
        if (const auto repaired = mended(body)) {
            answer = parse(*repaired, notes);
        }
    }
    put_in_order_of_keys(answer.ticket.replies);
    put_in_order_of_keys(answer.ticket.notes);
    return answer;
}

} // namespace usher::keliweb
