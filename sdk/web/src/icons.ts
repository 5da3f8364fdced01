/// <reference path="./svg.d.ts" />
// The set of icons that our screens use by name (Lucide, ISC licence). Add a line to have one more.

import arrowDown from 'lucide-static/icons/arrow-down.svg';
import arrowLeft from 'lucide-static/icons/arrow-left.svg';
import arrowLeftRight from 'lucide-static/icons/arrow-left-right.svg';
import arrowRight from 'lucide-static/icons/arrow-right.svg';
import arrowUp from 'lucide-static/icons/arrow-up.svg';
import badgeCheck from 'lucide-static/icons/badge-check.svg';
import ban from 'lucide-static/icons/ban.svg';
import bell from 'lucide-static/icons/bell.svg';
import bookOpen from 'lucide-static/icons/book-open.svg';
import briefcase from 'lucide-static/icons/briefcase.svg';
import building2 from 'lucide-static/icons/building-2.svg';
import calendar from 'lucide-static/icons/calendar.svg';
import calendarPlus from 'lucide-static/icons/calendar-plus.svg';
import chartColumn from 'lucide-static/icons/chart-column.svg';
import chartNoAxesColumn from 'lucide-static/icons/chart-no-axes-column.svg';
import messageSquareText from 'lucide-static/icons/message-square-text.svg';
import check from 'lucide-static/icons/check.svg';
import checkCheck from 'lucide-static/icons/check-check.svg';
import chevronDown from 'lucide-static/icons/chevron-down.svg';
import chevronRight from 'lucide-static/icons/chevron-right.svg';
import circleAlert from 'lucide-static/icons/circle-alert.svg';
import circleCheck from 'lucide-static/icons/circle-check.svg';
import circleHelp from 'lucide-static/icons/circle-help.svg';
import circleX from 'lucide-static/icons/circle-x.svg';
import clipboardList from 'lucide-static/icons/clipboard-list.svg';
import clock from 'lucide-static/icons/clock.svg';
import code from 'lucide-static/icons/code.svg';
import copy from 'lucide-static/icons/copy.svg';
import download from 'lucide-static/icons/download.svg';
import ellipsis from 'lucide-static/icons/ellipsis.svg';
import externalLink from 'lucide-static/icons/external-link.svg';
import eye from 'lucide-static/icons/eye.svg';
import eyeOff from 'lucide-static/icons/eye-off.svg';
import fileText from 'lucide-static/icons/file-text.svg';
import flag from 'lucide-static/icons/flag.svg';
import flower2 from 'lucide-static/icons/flower-2.svg';
import folderTree from 'lucide-static/icons/folder-tree.svg';
import globe from 'lucide-static/icons/globe.svg';
import handHeart from 'lucide-static/icons/hand-heart.svg';
import heart from 'lucide-static/icons/heart.svg';
import house from 'lucide-static/icons/house.svg';
import hourglass from 'lucide-static/icons/hourglass.svg';
import info from 'lucide-static/icons/info.svg';
import keyRound from 'lucide-static/icons/key-round.svg';
import languages from 'lucide-static/icons/languages.svg';
import layoutGrid from 'lucide-static/icons/layout-grid.svg';
import leaf from 'lucide-static/icons/leaf.svg';
import layers from 'lucide-static/icons/layers.svg';
import linkIcon from 'lucide-static/icons/link.svg';
import listChecks from 'lucide-static/icons/list-checks.svg';
import lock from 'lucide-static/icons/lock.svg';
import lockOpen from 'lucide-static/icons/lock-open.svg';
import logOut from 'lucide-static/icons/log-out.svg';
import mail from 'lucide-static/icons/mail.svg';
import mapPin from 'lucide-static/icons/map-pin.svg';
import megaphone from 'lucide-static/icons/megaphone.svg';
import menu from 'lucide-static/icons/menu.svg';
import messageCircle from 'lucide-static/icons/message-circle.svg';
import minus from 'lucide-static/icons/minus.svg';
import moon from 'lucide-static/icons/moon.svg';
import move from 'lucide-static/icons/move.svg';
import pencil from 'lucide-static/icons/pencil.svg';
import pause from 'lucide-static/icons/pause.svg';
import play from 'lucide-static/icons/play.svg';
import plus from 'lucide-static/icons/plus.svg';
import printer from 'lucide-static/icons/printer.svg';
import qrCode from 'lucide-static/icons/qr-code.svg';
import refreshCw from 'lucide-static/icons/refresh-cw.svg';
import rotateCcw from 'lucide-static/icons/rotate-ccw.svg';
import save from 'lucide-static/icons/save.svg';
import scale from 'lucide-static/icons/scale.svg';
import scissors from 'lucide-static/icons/scissors.svg';
import scrollText from 'lucide-static/icons/scroll-text.svg';
import search from 'lucide-static/icons/search.svg';
import send from 'lucide-static/icons/send.svg';
import settings from 'lucide-static/icons/settings.svg';
import shield from 'lucide-static/icons/shield.svg';
import shieldCheck from 'lucide-static/icons/shield-check.svg';
import smartphone from 'lucide-static/icons/smartphone.svg';
import sparkles from 'lucide-static/icons/sparkles.svg';
import sprout from 'lucide-static/icons/sprout.svg';
import sun from 'lucide-static/icons/sun.svg';
import tabletSmartphone from 'lucide-static/icons/tablet-smartphone.svg';
import trash2 from 'lucide-static/icons/trash-2.svg';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg';
import undo2 from 'lucide-static/icons/undo-2.svg';
import upload from 'lucide-static/icons/upload.svg';
import user from 'lucide-static/icons/user.svg';
import userPlus from 'lucide-static/icons/user-plus.svg';
import users from 'lucide-static/icons/users.svg';
import wifiOff from 'lucide-static/icons/wifi-off.svg';
import x from 'lucide-static/icons/x.svg';
import drama from 'lucide-static/icons/drama.svg';
import graduationCap from 'lucide-static/icons/graduation-cap.svg';
import houseHeart from 'lucide-static/icons/house-heart.svg';

import { registerIcons } from './icon.ts';

registerIcons({
  'house-heart': houseHeart,
  'graduation-cap': graduationCap,
  'drama': drama,
  'arrow-down': arrowDown,
  'arrow-left': arrowLeft,
  'arrow-left-right': arrowLeftRight,
  'arrow-right': arrowRight,
  'arrow-up': arrowUp,
  'badge-check': badgeCheck,
  'ban': ban,
  'bell': bell,
  'book-open': bookOpen,
  'briefcase': briefcase,
  'building-2': building2,
  'calendar': calendar,
  'calendar-plus': calendarPlus,
  'chart-column': chartColumn,
  'chart-no-axes-column': chartNoAxesColumn,
  'message-square-text': messageSquareText,
  'check': check,
  'check-check': checkCheck,
  'chevron-down': chevronDown,
  'chevron-right': chevronRight,
  'circle-alert': circleAlert,
  'circle-check': circleCheck,
  'circle-help': circleHelp,
  'circle-x': circleX,
  'clipboard-list': clipboardList,
  'clock': clock,
  'code': code,
  'copy': copy,
  'download': download,
  'ellipsis': ellipsis,
  'external-link': externalLink,
  'eye': eye,
  'eye-off': eyeOff,
  'file-text': fileText,
  'flag': flag,
  'flower-2': flower2,
  'folder-tree': folderTree,
  'globe': globe,
  'hand-heart': handHeart,
  'heart': heart,
  'house': house,
  'hourglass': hourglass,
  'info': info,
  'key-round': keyRound,
  'languages': languages,
  'layout-grid': layoutGrid,
  'leaf': leaf,
  'layers': layers,
  'link': linkIcon,
  'list-checks': listChecks,
  'lock': lock,
  'lock-open': lockOpen,
  'log-out': logOut,
  'mail': mail,
  'map-pin': mapPin,
  'megaphone': megaphone,
  'menu': menu,
  'message-circle': messageCircle,
  'minus': minus,
  'moon': moon,
  'move': move,
  'pencil': pencil,
  'pause': pause,
  'play': play,
  'plus': plus,
  'printer': printer,
  'qr-code': qrCode,
  'refresh-cw': refreshCw,
  'rotate-ccw': rotateCcw,
  'save': save,
  'scale': scale,
  'scissors': scissors,
  'scroll-text': scrollText,
  'search': search,
  'send': send,
  'settings': settings,
  'shield': shield,
  'shield-check': shieldCheck,
  'smartphone': smartphone,
  'sparkles': sparkles,
  'sprout': sprout,
  'sun': sun,
  'tablet-smartphone': tabletSmartphone,
  'trash-2': trash2,
  'triangle-alert': triangleAlert,
  'undo-2': undo2,
  'upload': upload,
  'user': user,
  'user-plus': userPlus,
  'users': users,
  'wifi-off': wifiOff,
  'x': x,
});
