#include "usher/card/card.hpp"

#include <algorithm>

namespace usher::card {

std::string_view name(View view) {
    switch (view) {
    case View::summary:
        return "card";
    case View::full:
        return "full";
    case View::last:
        return "last";
    }
    return "card";
}

std::optional<View> parse_view(std::string_view word) {
    for (const auto view : {View::summary, View::full, View::last}) {
        if (word == name(view)) {
            return view;
        }
    }
    return std::nullopt;
}

std::size_t count_replies(std::span<const CardReply> posts) {
    return static_cast<std::size_t>(std::ranges::count(posts, false, &CardReply::note));
}

const CardReply* latest_reply(const Card& card) {
    const auto last = std::find_if(card.replies.rbegin(), card.replies.rend(), [](const auto& it) { return !it.note; });
    return last == card.replies.rend() ? nullptr : &*last;
}

} // namespace usher::card
