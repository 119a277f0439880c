#pragma once

#include <string>
#include <utility>
#include <vector>

#include "testing/manual_clock.hpp"
#include "usher/card/card.hpp"

namespace usher::testing {

/// A card of hostile parts, different for every seed. The only address that is meant as a link is `link`.
class HostileCard {
public:
    HostileCard(std::uint64_t seed, const std::vector<std::string>& parts, std::string link)
        : random_(seed), parts_(parts), link_(std::move(link)) {}

    card::Card card() {
        card::Card made;
        made.view = static_cast<card::View>(random_.next() % 3);
        made.language = static_cast<card::Language>(random_.next() % 2);
        made.time_zone = words(20);
        made.as_of = time();
        made.number = words(40);
        made.id = words(10);
        made.subject = words(5'000);
        made.link = random_.next() % 2 == 0 ? link_ : words(50);
        made.status = {words(2'000), words(10), words(7), static_cast<ticket::StatusClass>(random_.next() % 7)};
        made.priority = words(2'000);
        made.department = words(2'000);
        made.opened = time();
        made.last_reply = time();
        made.waiting = {static_cast<ticket::WaitingOn>(random_.next() % 3), time()};
        made.client = words(2'000);
        made.service = ticket::Service{ticket::Service::Kind::service, words(300)};
        made.opened_by_staff = true;
        made.reply_count = random_.next();
        made.redactions = random_.next() % 3;
        made.email = words(300);
        for (auto i = random_.next() % 50; i > 0; --i) {
            made.cc.push_back(words(100));
        }
        for (auto i = random_.next() % 60; i > 0; --i) {
            made.replies.push_back(reply());
        }
        return made;
    }

private:
    card::Time time() {
        const auto seconds = static_cast<std::int64_t>(random_.next() % 8'000'000'000ULL) - 1'000'000'000;
        return card::Time{std::chrono::seconds{seconds}};
    }
    std::string words(std::size_t most) {
        std::string text;
        const auto length = random_.next() % (most + 1);
        while (text.size() < length) {
            text += parts_[random_.next() % parts_.size()];
        }
        return text;
    }
    card::CardReply reply() {
        card::CardReply made;
        made.author = words(300);
        made.role = static_cast<ticket::Role>(random_.next() % 2);
        made.opening = random_.next() % 5 == 0;
        made.at = time();
        for (auto i = random_.next() % 30; i > 0; --i) {
            text::Block block;
            block.kind = static_cast<text::Block::Kind>(random_.next() % 5);
            block.indent = static_cast<std::uint8_t>(random_.next() % 256);
            block.number = static_cast<int>(random_.next() % 5) - 1;
            for (auto spans = random_.next() % 6; spans > 0; --spans) {
                const auto bits = random_.next();
                text::Style style{(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0, (bits & 8U) != 0};
                block.spans.push_back({words(400), style, bits % 3 == 0 ? link_ : words(20), bits % 7 == 0});
            }
            made.body.blocks.push_back(std::move(block));
        }
        for (auto i = random_.next() % 30; i > 0; --i) {
            made.attachments.push_back(words(300));
        }
        made.body.more_characters = random_.next() % 2;
        made.body.folded_characters = random_.next() % 2;
        return made;
    }

    SeededRandom random_;
    const std::vector<std::string>& parts_;
    std::string link_;
};

} // namespace usher::testing
