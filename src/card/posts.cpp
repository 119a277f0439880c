#include "card/posts.hpp"

#include <algorithm>

#include "usher/text/desk_text.hpp"

namespace usher::card {

namespace {

constexpr std::size_t most_full_posts = 200;
constexpr std::size_t most_full_notes = 10; // They must leave room for the replies.
constexpr std::size_t summary_notes = 2;

constexpr std::size_t summary_characters = 600;
constexpr std::size_t last_characters = 6'000;
// Both platforms take one message of about this much text; a renderer with a lower limit cuts further.
constexpr std::size_t full_characters = 16'000;
constexpr std::size_t full_post_most = 4'000;
constexpr std::size_t full_post_least = 200;

text::RichText read(const ticket::Reply& post, std::size_t max_characters, bool fold_tails, std::string_view mark) {
    return text::read_desk_text(
        post.message.raw,
        {.max_characters = max_characters, .fold_tails = fold_tails, .redaction_mark = std::string(mark)});
}

/// The largest limit per post under which all of them fit into `total`: what short posts do not need goes to the long
/// ones.
std::size_t fair_limit(std::vector<std::size_t> lengths, std::size_t total) {
    std::ranges::sort(lengths);
    auto left = total;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const auto share = left / (lengths.size() - i);
        if (lengths[i] > share) {
            return std::clamp(share, full_post_least, full_post_most);
        }
        left -= lengths[i];
    }
    return full_post_most;
}

std::vector<text::RichText> read_full(const std::vector<const ticket::Reply*>& posts, std::string_view mark) {
    std::vector<text::RichText> bodies;
    std::vector<std::size_t> lengths;
    for (const auto* post : posts) {
        bodies.push_back(read(*post, full_post_most, true, mark));
        lengths.push_back(text::length(bodies.back()));
    }
    const auto limit = fair_limit(lengths, full_characters);
    for (std::size_t i = 0; i < posts.size(); ++i) {
        if (lengths[i] > limit) {
            bodies[i] = read(*posts[i], limit, true, mark);
        }
    }
    return bodies;
}

} // namespace

ChosenPosts choose_posts(const ticket::Ticket& ticket, View view, int replies) {
    const auto reply_count = ticket.reply_count();
    std::size_t wanted = 1;
    if (view == View::summary) {
        wanted = static_cast<std::size_t>(std::clamp(replies, 0, 10));
    } else if (view == View::full) {
        wanted = most_full_posts;
    }
    const bool opening_too = reply_count < wanted;

    ChosenPosts chosen;
    std::size_t shown_replies = 0;
    for (auto post = ticket.replies.rbegin(); post != ticket.replies.rend() && chosen.posts.size() < wanted; ++post) {
        if (post->opening && !opening_too) {
            continue;
        }
        chosen.posts.push_back(&*post);
        shown_replies += post->opening ? 0 : 1;
    }
    std::ranges::reverse(chosen.posts);
    chosen.earlier_replies = reply_count - shown_replies;
    return chosen;
}

std::vector<const ticket::Reply*> choose_notes(const ticket::Ticket& ticket, View view) {
    if (view == View::last) {
        return {};
    }
    const auto wanted = std::min(view == View::full ? most_full_notes : summary_notes, ticket.notes.size());
    std::vector<const ticket::Reply*> chosen;
    for (auto i = ticket.notes.size() - wanted; i < ticket.notes.size(); ++i) {
        chosen.push_back(&ticket.notes[i]);
    }
    return chosen;
}

std::vector<text::RichText> read_bodies(const std::vector<const ticket::Reply*>& posts, View view,
                                        std::string_view mark) {
    if (view == View::full) {
        return read_full(posts, mark);
    }
    const bool whole = view == View::last;
    std::vector<text::RichText> bodies;
    bodies.reserve(posts.size());
    for (const auto* post : posts) {
        bodies.push_back(read(*post, whole ? last_characters : summary_characters, !whole, mark));
    }
    return bodies;
}

} // namespace usher::card
